// Measured values of the unit at hand, with their limits; beyond them it says so at once.

import { classBadge, el, named, note, say } from "./dom.js";
import { keeps } from "./folding.js";

export function measuring(work, act) {
  const asked = work.brief.characteristics.filter((one) => one.kind === "measured");
  return el("section", { class: "measuring", "aria-label": say("measure") },
    el("p", { class: "muted" }, say("unit_of", { unit: work.unit, goal: work.goal })),
    asked.length ? null : note("grey", "info-circle", el("p", {}, say("nothing_to_measure"))),
    work.tally.contradictions.map((one) => contradiction(work, act, one, asked)),
    asked.map((one) => line(work, act, one)));
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
      el("button", { type: "button", class: "btn", onclick: () => act.settle(characteristic, unit, value) }, `${value} ${one.unit}`))));
}
