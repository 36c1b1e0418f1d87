// Entries of the unit at hand: values with their limits, tests passed or failed; what is beyond says so.

import { classBadge, el, icon, named, note, say } from "./dom.js";
import { keeps } from "./folding.js";

export function measuring(work, act) {
  const asked = work.brief.characteristics.filter((one) => one.kind === "measured" || (one.kind === "tested" && isOfSample(work, one)));
  return el("section", { class: "measuring", "aria-label": say("measure") },
    el("p", { class: "muted" }, say("unit_of", { unit: work.unit, goal: work.goal })),
    asked.length ? null : note("grey", "info-circle", el("p", {}, say("nothing_to_measure"))),
    work.tally.contradictions.map((one) => contradiction(work, act, one, asked)),
    asked.map((one) => (one.kind === "tested" ? outcome(work, act, one) : line(work, act, one))));
}

// A test at a level of its own takes the first units of the order only: it may destroy them.
function isOfSample(work, one) {
  return work.tests.some((test) => test.characteristic === one.id && work.unit <= test.n);
}

function outcome(work, act, one) {
  const value = work.tally.measured[`${one.id} ${work.unit}`];
  const test = work.tests.find((each) => each.characteristic === one.id);
  const choice = (entry, word, drawn, chosen) => el("button", {
    type: "button", class: `btn${value === entry ? ` ${chosen}` : ""}`, disabled: !work.isOpen, "aria-pressed": String(value === entry),
    "data-outcome": entry, onclick: () => act.outcome(one.id, value === entry ? "" : entry),
  }, icon(drawn), say(word));
  return el("div", { class: `field measure${value === 0 ? " is-beyond" : ""}`, role: "group", "aria-label": named(one.name) },
    el("p", { class: "measure-name" }, named(one.name), " ", classBadge(one.class)),
    el("div", { class: "outcomes" }, choice(1, "passed", "check", "btn-good"), choice(0, "failed", "x", "is-failed")),
    el("p", { class: "help" }, say("test_units", { level: test.level, n: test.n, done: test.done })),
    named(one.method) ? el("p", { class: "help" }, named(one.method)) : null);
}

function limits(one) {
  const [lower, upper] = [one.lower, one.upper].map((value) => value === null ? null : `${Number(value)} ${one.unit}`);
  if (lower && upper) return say("between", { lower, upper });
  return lower ? say("at_least", { lower }) : say("at_most", { upper });
}

function line(work, act, one) {
  const value = work.tally.measured[`${one.id} ${work.unit}`];
  const beyond = value !== undefined && !keeps(one, value);
  const field = `m-${one.id}-${work.unit}`;
  const test = work.tests.find((each) => each.characteristic === one.id);
  const measured = Object.keys(work.tally.measured).filter((place) => place.startsWith(`${one.id} `)).length;
  return el("div", { class: `field measure${beyond ? " is-beyond" : ""}` },
    el("label", { for: field }, named(one.name), " ", classBadge(one.class)),
    el("div", { class: "measure-row" },
      el("input", {
        class: "input", id: field, inputmode: "decimal", autocomplete: "off", value: work.draft(field) ?? value ?? "", disabled: !work.isOpen,
        "aria-describedby": `l-${one.id}`, "aria-invalid": beyond ? "true" : null,
        oninput: (event) => work.keepDraft(field, event.target.value),
        onchange: (event) => act.measure(one.id, event.target),
      }),
      el("span", { class: "measure-unit" }, one.unit)),
    el("p", { class: beyond ? "error" : "help", id: `l-${one.id}` }, limits(one), beyond ? ` · ${say("beyond")}` : "", test ? "" : ` · ${say("measured", { count: measured })}`),
    test ? el("p", { class: "help" }, say("test_units", { level: test.level, n: test.n, done: test.done })) : null,
    named(one.method) ? el("p", { class: "help" }, named(one.method)) : null);
}

function contradiction(work, act, { characteristic, unit, values }, asked) {
  const one = asked.find((each) => each.id === characteristic);
  return note("amber", "alert-triangle",
    el("p", {}, say("two_values", { name: named(one.name), unit })),
    el("div", { class: "choices" }, values.map((value) =>
      el("button", { type: "button", class: "btn", onclick: () => act.settle(characteristic, unit, value) }, one.kind === "tested" ? say(value === 1 ? "passed" : "failed") : `${value} ${one.unit}`))));
}
