// One inspection on this device: its brief, its taps, and what they add up to.

import { fold, live, standing, standingOnAll } from "./folding.js";
import { keep } from "./sending.js";
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
    const answer = await fetch(`${at}/${id}/brief`, { headers: { Accept: "application/json" } }).catch(() => null);
    if (answer?.ok && !answer.redirected) await keep(await answer.json());
    const brief = await store.get("briefs", id);
    if (!brief) return { gone: answer ? answer.redirected ? "signed out" : "not here" : "offline" };
    const work = new Work(brief);
    await work.load();
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
      measured: Object.fromEntries(characteristics.filter((one) => one.kind === "measured").map((one) => [one.id, one])),
    };
  }

  get isOpen() { return this.brief.state === "started" && !this.finish; }
  get unsent() { return this.taps.filter((tap) => !tap.sent && !tap.refused).length + this.photos.filter((one) => !one.sent && !one.refused).length + (this.finish ? 1 : 0); }
  get refused() { return [...this.taps, ...this.photos, ...(this.finish ? [this.finish] : [])].filter((one) => one.refused); }

  get standings() {
    const of = (one) => standing(one.stages, this.tally.counts[one.class], this.tally.done);
    const ordinary = this.brief.classes.filter((one) => !one.every_unit);
    const end = Math.max(...(ordinary.length ? ordinary : this.brief.classes).map((one) => of(one).end));
    return this.brief.classes.map((one) => ({
      ...one, ...(one.every_unit ? standingOnAll(one.stages, this.tally.counts[one.class], this.tally.done, end) : of(one)),
    }));
  }

  // How many units must be looked at for now: the sample that the classes are in.
  get goal() { return Math.max(...this.standings.map((one) => one.end)); }
  get isDecided() { return this.standings.every((one) => one.decision === "accept" || one.decision === "reject"); }
  get isAccepted() { return this.standings.every((one) => one.decision === "accept"); }

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
    await this.load();
  }

  async dismiss() {
    const keys = (name) => this[name].filter((one) => one.refused).map((one) => one.key);
    await store.drop("taps", ...keys("taps"));
    await store.drop("photos", ...keys("photos"));
    if (this.finish?.refused) await store.drop("finishes", this.brief.id);
    await this.load();
  }
}
