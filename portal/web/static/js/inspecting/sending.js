// Everything is sent again until it is acknowledged; keys make sure that it counts once.

import * as store from "./store.js";

const AT_ONCE = 200;
const EVERY = 15000;
const PATIENCE = { look: 6000, send: 30000, picture: 180000 };

export class Sender {
  constructor(root, changed) {
    this.at = root.dataset.at;
    this.changed = changed;
    this.state = "idle";
    this.running = false;
    window.addEventListener("online", () => this.soon());
    window.addEventListener("offline", () => this.say("offline"));
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.soon(); });
    setInterval(() => this.soon(), EVERY);
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), 250);
  }

  say(state) {
    this.state = state;
    this.changed();
  }

  async send() {
    if (this.running) { this.again = true; return; }
    this.running = true;
    try {
      await this.sendAll();
      this.say("idle");
    } catch (trouble) {
      this.say(trouble.message === "signed out" ? "signed out" : navigator.onLine && trouble.message !== "offline" ? "trouble" : "offline");
    }
    this.running = false;
    if (this.again) { this.again = false; this.soon(); }
  }

  async sendAll() {
    const taps = (await store.all("taps")).filter((tap) => !tap.sent && !tap.refused);
    const photos = (await store.all("photos")).filter((photo) => !photo.sent && !photo.refused);
    const finishes = (await store.all("finishes")).filter((finish) => !finish.refused);
    if (!taps.length && !photos.length && !finishes.length) return;
    this.say("sending");
    for (const inspection of new Set([...taps, ...photos, ...finishes].map((one) => one.inspection))) {
      const brief = await this.brief(inspection);
      if (!brief) continue;
      const mine = taps.filter((tap) => tap.inspection === inspection).sort((one, other) => one.at.localeCompare(other.at));
      for (let from = 0; from < mine.length; from += AT_ONCE) await this.sendTaps(brief, mine.slice(from, from + AT_ONCE));
      for (const photo of photos.filter((one) => one.inspection === inspection)) await this.sendPhoto(brief, photo);
      const finish = finishes.find((one) => one.inspection === inspection);
      if (finish) await this.sendFinish(brief, finish);
    }
  }

  // A fresh token and what others reported; whoever signed in meanwhile must be the same person.
  async brief(inspection) {
    const answer = await this.ask(`${this.at}/${inspection}/brief`);
    if (answer.status === 404) {
      await this.refuse(inspection, (await answer.json().catch(() => ({}))).error || "");
      return null;
    }
    if (!answer.ok) throw new Error("trouble");
    const brief = await answer.json().catch(() => { throw new Error("offline"); }); // some other network's page
    const held = await store.get("briefs", inspection);
    if (held && held.me !== brief.me) throw new Error("signed out");
    await keep(brief);
    return brief;
  }

  async sendTaps(brief, taps) {
    const said = taps.map(({ key, kind, at, unit, defect, characteristic, value, carton, words, undoes }) =>
      ({ key, kind, at, unit, defect, characteristic, value, carton, words, undoes }));
    const answer = await this.post(brief, "observations", { device: device(), observations: said });
    if (answer.ok) { await store.put("taps", ...taps.map((tap) => ({ ...tap, sent: true }))); this.changed(); return; }
    if (isForLater(answer)) throw new Error("trouble");
    if (taps.length > 1) { for (const tap of taps) await this.sendTaps(brief, [tap]); return; }
    await store.put("taps", { ...taps[0], refused: await sentence(answer) });
    this.changed();
  }

  async sendPhoto(brief, photo) {
    const about = new URLSearchParams(Object.entries({
      taken_at: photo.at, original: photo.original, defect: photo.defect, unit: photo.unit,
      latitude: photo.position?.[0], longitude: photo.position?.[1],
    }).filter(([, value]) => value !== undefined && value !== null));
    const answer = await this.ask(`${this.at}/${photo.inspection}/photos/${photo.key}?${about}`, {
      method: "PUT", body: photo.blob, patience: PATIENCE.picture, headers: { "X-CSRFToken": brief.token, "Content-Type": "application/octet-stream" },
    });
    if (answer.ok) await store.put("photos", { ...photo, sent: true });
    else if (isForLater(answer)) throw new Error("trouble");
    else await store.put("photos", { ...photo, refused: await sentence(answer) });
    this.changed();
  }

  async sendFinish(brief, finish) {
    const answer = await this.post(brief, "finish", { key: finish.key, remarks: finish.remarks });
    if (isForLater(answer)) throw new Error("trouble");
    if (answer.ok) {
      const held = await store.get("briefs", finish.inspection);
      await store.put("briefs", { ...held, state: "decided", verdict: (await answer.json()).verdict });
      await store.drop("finishes", finish.inspection);
    } else await store.put("finishes", { ...finish, refused: await sentence(answer) });
    this.changed();
  }

  async refuse(inspection, why) {
    const taps = (await store.of("taps", inspection)).filter((tap) => !tap.sent);
    await store.put("taps", ...taps.map((tap) => ({ ...tap, refused: why || "404" })));
    this.changed();
  }

  post(brief, act, body) {
    return this.ask(`${this.at}/${brief.id}/${act}`, {
      method: "POST", body: JSON.stringify(body),
      headers: { "X-CSRFToken": brief.token, "Content-Type": "application/json" },
    });
  }

  async ask(address, { patience = PATIENCE.send, ...more } = {}) {
    const headers = { Accept: "application/json", ...more.headers };
    const signal = AbortSignal.timeout(patience);
    const answer = await fetch(address, { credentials: "same-origin", signal, ...more, headers })
      .catch(() => { throw new Error("offline"); });
    if (answer.redirected && new URL(answer.url).pathname === "/login") throw new Error("signed out");
    return answer;
  }
}

// What the portal says at an address; a network that hangs, or answers in its place, is none.
export async function asked(address) {
  const signal = AbortSignal.timeout(PATIENCE.look);
  const answer = await fetch(address, { headers: { Accept: "application/json" }, signal }).catch(() => null);
  if (!answer) return { gone: "offline" };
  if (answer.redirected) return { gone: new URL(answer.url).pathname === "/login" ? "signed out" : "offline" };
  if (!answer.ok) return { gone: "not here" };
  return answer.json().then((said) => ({ said }), () => ({ gone: "offline" }));
}

// Not a word against what was sent: a token that has lapsed, too many requests, a server in trouble.
function isForLater(answer) {
  return answer.status >= 500 || answer.status === 429 || answer.status === 400;
}

async function sentence(answer) {
  return (await answer.json().catch(() => ({}))).error || String(answer.status);
}

// The brief as the server has it now, and the taps of other devices beside our own.
export async function keep(brief) {
  const { taps, ...rest } = brief;
  const known = new Map((await store.of("taps", brief.id)).map((tap) => [tap.key, tap]));
  const others = taps.filter((tap) => !known.get(tap.key)?.sent).map((tap) => ({ ...tap, inspection: brief.id, sent: true }));
  if (others.length) await store.put("taps", ...others);
  await store.put("briefs", rest);
}

export function device() {
  const name = localStorage.getItem("device") || crypto.randomUUID();
  localStorage.setItem("device", name);
  return name;
}
