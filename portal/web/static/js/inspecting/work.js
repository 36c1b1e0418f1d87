// One inspection on this device: its brief, its taps, and what they add up to.

import { fold, keeps, live, standing, standingOnAll } from "./folding.js";
import * as drafts from "./drafts.js";
import { asked, keep } from "./sending.js";
import * as store from "./store.js";

export class Work {
  constructor(brief) {
    this.brief = brief;
    this.taps = [];
    this.photos = [];
    this.finish = null;
    this.unit = 1;
  }

  // From the server if it answers, else from the device; null if neither has it.
  static async open(at, id) {
    const { said, gone } = await asked(`${at}/${id}/brief`);
    if (said) await keep(said);
    const brief = await store.get("briefs", id);
    if (!brief) return { gone };
    const work = new Work(brief);
    await work.load();
    await work.takeDrafts();
    work.unit = work.nextUnit(0) || 1;
    return work;
  }

  async load() {
    const id = this.brief.id;
    this.brief = (await store.get("briefs", id)) || this.brief;
    this.taps = await store.of("taps", id);
    this.photos = await store.of("photos", id);
    this.finish = (await store.get("finishes", id)) || null;
    this.tally = fold(this.taps.filter((tap) => !tap.refused), this.terms);
  }

  get terms() {
    const { classes, per_100, defects, characteristics } = this.brief;
    return {
      per_100,
      ends: Object.fromEntries(classes.map((one) => [one.class, one.stages.map((stage) => stage.cumulative_n)])),
      defects: Object.fromEntries(defects.map((one) => [one.id, one.class])),
      measured: Object.fromEntries(characteristics.filter((one) => one.kind !== "attribute").map((one) => [one.id, one])),
    };
  }

  draft(field) { return drafts.get(this.brief.id, field); }
  keepDraft(field, text) { drafts.set(this.brief.id, field, text); }
  dropDraft(field) { drafts.drop(this.brief.id, field); }

  // A value that was typed but not left before the page went away is taken as if it had been.
  async takeDrafts() {
    if (!this.isOpen) return;
    for (const [field, text] of drafts.all(this.brief.id)) {
      const [, characteristic, unit] = field.match(/^m-(\d+)-(\d+)$/) || [];
      const value = characteristic ? number(text) : null;
      if (value === null) continue;
      await this.measure(characteristic, Number(unit), value);
      this.dropDraft(field);
    }
  }

  get isOpen() { return this.brief.state === "started" && !this.finish; }
  get unsent() { return this.taps.filter((tap) => !tap.sent && !tap.refused).length + this.photos.filter((one) => !one.sent && !one.refused).length + (this.finish ? 1 : 0); }
  get refused() { return [...this.taps, ...this.photos, ...(this.finish ? [this.finish] : [])].filter((one) => one.refused); }

  // Tests at levels of their own: each on the first units of the order, by numbers of its own.
  get tests() {
    return (this.brief.tests || []).map((test) => {
      const asked = this.terms.measured[test.characteristic];
      const values = [...Array(test.n).keys()].map((place) => this.tally.measured[`${test.characteristic} ${place + 1}`]).filter((value) => value !== undefined);
      const beyond = values.filter((value) => !keeps(asked, value)).length;
      const whole = values.length === test.n;
      const decision = beyond >= test.re ? whole ? "reject" : "reject_soon" : whole ? "accept" : "open";
      return { ...test, name: asked.name, done: values.length, found: beyond, decision };
    });
  }

  get standings() {
    const of = (one) => standing(one.stages, this.tally.counts[one.class], this.tally.done);
    const ordinary = this.brief.classes.filter((one) => !one.every_unit);
    const end = Math.max(...(ordinary.length ? ordinary : this.brief.classes).map((one) => of(one).end));
    return this.brief.classes.map((one) => ({
      ...one, ...(one.every_unit ? standingOnAll(one.stages, this.tally.counts[one.class], this.tally.done, end) : of(one)),
    }));
  }

  // How many units must be looked at for now: the sample that the classes are in.
  get goal() { return Math.max(...this.standings.map((one) => one.end), ...(this.brief.tests || []).map((test) => test.n)); }
  get isDecided() { return [...this.standings, ...this.tests].every((one) => one.decision === "accept" || one.decision === "reject"); }
  get isAccepted() { return [...this.standings, ...this.tests].every((one) => one.decision === "accept"); }

  nextUnit(from) {
    for (let unit = from + 1; unit <= this.goal; unit += 1) if (!this.tally.done.has(unit)) return unit;
    for (let unit = 1; unit <= from; unit += 1) if (!this.tally.done.has(unit)) return unit;
    return null;
  }

  async note(...facts) {
    const rows = facts.map((fact) => ({ key: crypto.randomUUID(), inspection: this.brief.id, at: new Date().toISOString(), sent: false, ...fact }));
    await store.put("taps", ...rows);
    await this.load();
    return rows;
  }

  live(kind, match) {
    return live(this.taps.filter((tap) => !tap.refused)).filter((tap) => tap.kind === kind && Object.entries(match).every(([name, value]) => tap[name] === value));
  }

  async undo(taps) {
    if (taps.length) await this.note(...taps.map((tap) => ({ kind: "undo", undoes: tap.key })));
  }

  async measure(characteristic, unit, value) {
    const before = this.live("measurement", { characteristic, unit });
    if (before.length === 1 && Number(before[0].value) === Number(value)) return;
    const facts = before.map((tap) => ({ kind: "undo", undoes: tap.key }));
    if (value !== "") facts.push({ kind: "measurement", characteristic, unit, value });
    if (facts.length) await this.note(...facts);
  }

  async addPhoto(photo) {
    await store.put("photos", { key: crypto.randomUUID(), inspection: this.brief.id, sent: false, ...photo });
    await this.load();
  }

  async end(remarks) {
    await store.put("finishes", { inspection: this.brief.id, key: crypto.randomUUID(), remarks });
    this.dropDraft("remarks");
    await this.load();
  }

  async dismiss() {
    const keys = (name) => this[name].filter((one) => one.refused).map((one) => one.key);
    await store.drop("taps", ...keys("taps"));
    await store.drop("photos", ...keys("photos"));
    if (this.finish?.refused) {
      this.keepDraft("remarks", this.finish.remarks);
      await store.drop("finishes", this.brief.id);
    }
    await this.load();
  }
}

// A measured value as people type it, or null.
export function number(text) {
  const value = text.trim().replace(",", ".").replace("，", ".");
  return /^[-+]?\d+(\.\d+)?$/.test(value) ? value : null;
}
