// The inspector's page: five screens over one inspection, all of it usable without a network.

import { ask, badge, button, el, icon, language, named, note, say } from "./dom.js";
import { counting, countingFoot } from "./counting.js";
import { drawing } from "./drawing.js";
import { finishing, finishingFoot } from "./finishing.js";
import { measuring } from "./measuring.js";
import { prepare } from "./photos.js";
import { picturing, picturingFoot } from "./picturing.js";
import { Sender, asked, keep } from "./sending.js";
import * as store from "./store.js";
import { Work, number } from "./work.js";

const root = document.getElementById("inspecting");
const at = root.dataset.at;
const TABS = [
  ["count", "clipboard-check", counting, countingFoot], ["measure", "ruler-measure", measuring, countingFoot],
  ["photos", "camera", picturing, picturingFoot], ["cartons", "package", drawing, () => null],
  ["finish", "flag", finishing, finishingFoot],
];

const state = { tab: "count", find: "", steps: [], lastDefect: "" };
let work = null;
let sender = null;

const act = {
  canUndo: () => state.steps.length > 0,
  lastDefect: () => state.lastDefect,
  async go(unit, tab = state.tab) { work.unit = unit; state.tab = tab; draw(); },
  find(text) { state.find = text; draw(); },
  async add(defect) {
    state.steps.push(await work.note({ kind: "defect", defect: defect.id, unit: work.unit }));
    state.lastDefect = defect.id;
    navigator.vibrate?.(20);
    changed();
  },
  async less(tap) { await work.undo([tap]); changed(); },
  async done() {
    if (!work.tally.done.has(work.unit)) state.steps.push(await work.note({ kind: "unit_done", unit: work.unit }));
    const next = work.nextUnit(work.unit);
    if (next === null) state.tab = "finish"; else work.unit = next;
    changed();
  },
  async undo() {
    const taps = state.steps.pop().filter((tap) => tap.kind !== "undo");
    await work.undo(taps);
    if (taps[0]?.unit) work.unit = taps[0].unit;
    changed();
  },
  async measure(characteristic, field) {
    const unit = Number(field.id.split("-").at(-1));
    const value = field.value.trim() === "" ? "" : number(field.value);
    if (value === null) { field.setAttribute("aria-invalid", "true"); toast(say("not_a_number")); return; }
    await work.measure(characteristic, unit, value);
    work.dropDraft(field.id);
    changed();
  },
  async outcome(characteristic, value) {
    await work.measure(characteristic, work.unit, value);
    changed();
  },
  async settle(characteristic, unit, value) {
    await work.undo(work.live("measurement", { characteristic, unit }).filter((tap) => Number(tap.value) !== value));
    changed();
  },
  async picture(chooser, defect) {
    for (const file of chooser.files) {
      try {
        const photo = await prepare(file, work.brief.keeps_position);
        await work.addPhoto({ ...photo, defect: defect || null, unit: defect ? work.unit : null });
      } catch { toast(say("not_a_picture", { name: file.name })); }
    }
    chooser.value = "";
    changed();
  },
  async carton(carton, opened) {
    if (opened) await work.note({ kind: "carton_opened", carton });
    else await work.undo(work.live("carton_opened", { carton }));
    changed();
  },
  async rest(count) {
    if (!await ask(say("rest_sure", { count }), say("rest_yes"))) return;
    const units = [...Array(work.goal).keys()].map((place) => place + 1).filter((unit) => !work.tally.done.has(unit));
    state.steps.push(await work.note(...units.map((unit) => ({ kind: "unit_done", unit }))));
    changed();
  },
  async finish() {
    const sentence = work.isAccepted ? say("finish_accepted") : say("finish_not_accepted");
    if (!await ask(sentence, say("finish_yes"))) return;
    await work.end((work.draft("remarks") || "").trim());
    changed();
  },
};

async function changed() {
  await work?.load();
  draw();
  sender?.soon();
}

// The page is drawn anew whenever something changed, also while somebody types: the field stays theirs.
function draw() {
  const held = document.activeElement;
  const field = root.contains(held) && /^(INPUT|TEXTAREA|SELECT)$/.test(held.tagName) ? held.id : "";
  const spot = held?.dataset ? ["tab", "defect", "next"].filter((name) => name in held.dataset).map((name) => `[data-${name}="${CSS.escape(held.dataset[name])}"]`)[0] : "";
  const caret = field && "selectionStart" in held ? [held.selectionStart, held.selectionEnd] : null;
  const chosen = field && held.tagName === "SELECT" ? held.value : null;
  const scrolled = document.querySelector(".inspect-body")?.scrollTop ?? 0;
  root.replaceChildren(...screen());
  const again = field ? document.getElementById(field) : spot ? root.querySelector(spot) : null;
  again?.focus({ preventScroll: true });
  if (again && chosen !== null) again.value = chosen;
  if (again && caret?.[0] != null) again.setSelectionRange(...caret);
  document.querySelector(".inspect-body").scrollTop = scrolled;
}

function screen() {
  const [, , body, foot] = TABS.find(([name]) => name === state.tab);
  const { done } = work.tally;
  const count = [...done].filter((unit) => unit <= work.goal).length;
  return [
    el("header", { class: "inspect-head" },
      el("a", { class: "btn btn-quiet", href: `${at}/mine`, "aria-label": say("back_to_list") }, icon("arrow-left")),
      el("div", { class: "inspect-title" }, el("h1", {}, named(work.brief.product)), el("span", {}, say("lot", { lot: work.brief.lot }))),
      sync()),
    el("progress", { class: "inspect-progress", max: work.goal, value: count, "aria-label": say("looked_at_of", { count, goal: work.goal }) }),
    el("main", { class: "inspect-body", id: "main" }, troubles(), body(work, act, state)),
    el("footer", { class: "inspect-foot" }, foot(work, act),
      el("nav", { class: "inspect-tabs", "aria-label": say("screens") }, TABS.map(([name, drawn]) =>
        el("button", { type: "button", "aria-current": state.tab === name ? "page" : null, "data-tab": name, onclick: () => { state.tab = name; draw(); } },
          icon(drawn), el("span", {}, say(name)))))),
  ];
}

function sync() {
  const waits = work.unsent;
  const [colour, drawn, word] = sender.state === "signed out" ? ["red", "lock", say("signed_out")]
    : sender.state === "trouble" ? ["amber", "alert-triangle", say("trouble", { count: waits })]
      : sender.state === "offline" || !navigator.onLine ? ["amber", "cloud-off", say("offline", { count: waits })]
        : waits ? ["blue", "cloud-upload", say("sending", { count: waits })] : ["green", "check", say("all_sent")];
  return el("span", { class: "sync", role: "status", "data-sync": waits }, badge(colour, drawn, word));
}

function troubles() {
  const lines = [];
  if (sender.state === "signed out") lines.push(signedOut());
  if (work.refused.length) {
    const sentences = [...new Set(work.refused.map((one) => one.refused))];
    lines.push(note("red", "alert-circle", el("p", {}, say("not_taken", { count: work.refused.length })), el("ul", {}, sentences.map((text) => el("li", {}, text))),
      button(say("dismiss"), { onclick: async () => { if (await ask(say("dismiss_sure"), say("dismiss"))) { await work.dismiss(); changed(); } } })));
  }
  if (work.brief.state !== "started" && work.brief.state !== "decided") lines.push(note("amber", "info-circle", el("p", {}, say(`is_${work.brief.state}`))));
  return lines;
}

function signedOut() {
  const href = `/login?next=${encodeURIComponent(location.pathname)}`;
  return note("red", "lock", el("p", {}, say("sign_in_again")), el("p", {}, el("a", { class: "btn", href }, say("sign_in"))));
}

function toast(text) {
  const line = el("div", { class: "toast-line" }, icon("alert-circle"), el("span", {}, text));
  document.querySelector(".toasts").append(line);
  setTimeout(() => line.remove(), 5000);
}

// -- the list of one's own inspections, from the server or from what the device holds

async function list() {
  const { said, gone } = await asked(`${at}/mine/briefs`);
  const online = Boolean(said);
  if (online) {
    const { briefs } = said;
    for (const brief of briefs) await keep(brief);
    for (const held of await store.all("briefs")) {
      const waits = [...await store.of("taps", held.id), ...await store.of("photos", held.id)].some((one) => !one.sent) || await store.get("finishes", held.id);
      if (!briefs.some((brief) => brief.id === held.id) && !waits) await store.forget(held.id);
    }
  }
  const briefs = (await store.all("briefs")).sort((one, other) => (one.scheduled_on || "").localeCompare(other.scheduled_on || ""));
  root.replaceChildren(
    el("header", { class: "inspect-head" }, el("a", { class: "btn btn-quiet", href: "/", "aria-label": say("home") }, icon("home")), el("div", { class: "inspect-title" }, el("h1", {}, say("mine"))),
      online ? badge("green", "check", say("all_here")) : badge("amber", "cloud-off", say("from_device"))),
    el("main", { class: "inspect-body", id: "main" },
      gone === "signed out" ? signedOut() : null,
      briefs.length ? null : el("div", { class: "empty" }, icon("clipboard-check"), el("h2", {}, say("no_inspections")), el("p", {}, say("no_inspections_text"))),
      el("ul", { class: "worklist" }, briefs.map((brief) => el("li", {}, el("a", { href: brief.state === "scheduled" ? `${at}/${brief.id}` : `${at}/${brief.id}/inspect` },
        el("strong", {}, named(brief.product)), el("span", { class: "muted" }, `${brief.scheduled_on || ""} · ${say("lot", { lot: brief.lot })} · ${named(brief.supplier)}`)), brief.state === "scheduled"
        ? button(say("begin"), { kind: "primary", disabled: !online, title: online ? null : say("begin_needs_network"), onclick: () => begin(brief) })
        : badge("blue", "loader", say(`state_${brief.state}`)))))));
}

async function begin(brief) {
  const answer = await fetch(`${at}/${brief.id}/begin`, {
    method: "POST", headers: { "X-CSRFToken": brief.token, Accept: "application/json" },
  }).catch(() => null);
  const said = await answer?.json().catch(() => null);
  if (!answer?.ok) { toast(say("begin_failed", { why: said?.error || say("begin_needs_network") })); return; }
  await keep(said);
  location.assign(`${at}/${brief.id}/inspect`);
}

const GONE = { "signed out": "sign_in_again", offline: "not_on_device", "not here": "not_yours" };

function refuse(word, signsIn = false) {
  const href = signsIn ? `/login?next=${encodeURIComponent(location.pathname)}` : `${at}/mine`;
  root.replaceChildren(el("main", { class: "inspect-body", id: "main" }, note("amber", "info-circle", el("p", {}, say(word)),
    el("p", {}, el("a", { class: "btn", href }, say(signsIn ? "sign_in" : "back_to_list"))))));
}

// A full or broken store must not look like a tap that counted.
window.addEventListener("unhandledrejection", (event) => {
  if (event.reason instanceof DOMException) toast(say("not_kept"));
});

async function start() {
  navigator.storage?.persist?.().catch(() => null); // so that the browser never clears it to make room
  if ("serviceWorker" in navigator) {
    await navigator.serviceWorker.register(root.dataset.worker, { scope: `${at}/` }).catch(() => null);
    const cache = await caches.open("inspecting-language").catch(() => null);
    await cache?.put("/language", new Response(language));
  }
  const id = location.pathname.match(/(\d+)\/inspect$/)?.[1];
  if (!id) { await list(); return; }
  const opened = await Work.open(at, id);
  if (opened.gone) { refuse(GONE[opened.gone], opened.gone === "signed out"); return; }
  if (!opened.brief.units.length) { refuse(`is_${opened.brief.state}`); return; }
  work = opened;
  sender = new Sender(root, async () => { await work.load(); draw(); });
  await changed();
}

start();
