// What the counts say so far, and the end of the inspection. The verdict itself is the server's.

import { badge, button, classBadge, el, named, note, say } from "./dom.js";

const DECISIONS = {
  accept: ["green", "check"], reject: ["red", "x"], reject_soon: ["amber", "alert-triangle"], open: ["blue", "clock"],
};

export function finishing(work, act) {
  const left = [...Array(work.goal).keys()].filter((place) => !work.tally.done.has(place + 1)).length;
  return el("section", { class: "finishing", "aria-label": say("finish") },
    work.brief.state === "decided" ? decided(work) : null,
    work.finish && !work.finish.refused ? note("blue", "clock", el("p", {}, say("finish_waits"))) : null,
    work.standings.map((one) => standingOf(one)),
    work.tests.map((one) => testOf(one)),
    left && work.isOpen ? el("div", { class: "field" },
      el("p", {}, say("units_left", { count: left })),
      button(say("rest_good", { count: left }), { drawn: "checks", onclick: () => act.rest(left) })) : null,
    work.isOpen ? el("div", { class: "field" },
      el("label", { for: "remarks" }, say("remarks"), " ", el("span", { class: "optional" }, say("optional"))),
      el("textarea", { class: "textarea", id: "remarks", rows: 3, maxlength: 2000, oninput: (event) => work.keepDraft("remarks", event.target.value) }, work.draft("remarks") || "")) : null);
}

function standingOf(one) {
  const [colour, drawn] = DECISIONS[one.decision];
  return el("div", { class: "standing" },
    el("div", { class: "standing-head" }, classBadge(one.class), badge(colour, drawn, say(`decision_${one.decision}`))),
    el("div", { class: "standing-count" }, el("strong", {}, String(one.found)), el("span", {}, one.ac < 0
      ? say("no_accept_yet", { re: one.re }) : say("accept_reject", { ac: one.ac, re: one.re }))),
    el("p", { class: "muted" }, one.stages.length > 1 ? say("sample_of", { place: one.place + 1, end: one.end }) : say("sample", { end: one.end })));
}

function testOf(one) {
  const [colour, drawn] = DECISIONS[one.decision];
  return el("div", { class: "standing" },
    el("div", { class: "standing-head" }, el("strong", {}, named(one.name)), badge(colour, drawn, say(`decision_${one.decision}`))),
    el("div", { class: "standing-count" }, el("strong", {}, String(one.found)), el("span", {}, say("accept_reject", { ac: one.ac, re: one.re }))),
    el("p", { class: "muted" }, say("test_units", { level: one.level, n: one.n, done: one.done })));
}

function decided(work) {
  const good = work.brief.verdict === "accepted";
  return note(good ? "green" : "red", good ? "check" : "x", el("p", {}, el("strong", {}, say(good ? "lot_accepted" : "lot_not_accepted"))),
    el("p", {}, el("a", { href: `/inspections/${work.brief.id}` }, say("see_result"))));
}

export function finishingFoot(work, act) {
  if (!work.isOpen) return null;
  return el("div", { class: "thumb-bar" },
    button(say("finish_inspection"), { drawn: "flag", kind: "primary", "data-finish": true, disabled: !work.isDecided || work.tally.contradictions.length > 0, onclick: act.finish }));
}
