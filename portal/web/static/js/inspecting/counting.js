// The first screen: one unit after another, a tap per defect.

import { button, classBadge, el, icon, named, say } from "./dom.js";

const MANY = 10;

export function counting(work, act, state) {
  const { unit } = work;
  const [number, carton, position] = work.brief.units[unit - 1];
  const where = work.brief.cartons ? say("where", { carton, position }) : say("unit_number", { number });
  return el("section", { class: "counting", "aria-label": say("count") },
    el("div", { class: "unit-bar" },
      button("", { drawn: "chevron-left", "aria-label": say("unit_before"), disabled: unit <= 1, onclick: () => act.go(unit - 1) }),
      el("div", { class: "unit-where", "aria-live": "polite" },
        el("strong", {}, say("unit_of", { unit, goal: work.goal })),
        el("span", {}, where, work.tally.done.has(unit) ? ` · ${say("looked_at")}` : "")),
      button("", { drawn: "chevron-right", "aria-label": say("unit_after"), disabled: unit >= work.goal, onclick: () => act.go(unit + 1) })),
    work.brief.defects.length > MANY ? finder(act, state) : null,
    el("ul", { class: "defect-list" }, shown(work, state).map((defect) => counter(work, act, defect))));
}

function finder(act, state) {
  return el("input", {
    class: "input", id: "find", type: "search", value: state.find, placeholder: say("find_defect"), "aria-label": say("find_defect"),
    oninput: (event) => act.find(event.target.value),
  });
}

function shown(work, state) {
  const wanted = state.find.trim().toLowerCase();
  if (!wanted) return work.brief.defects;
  return work.brief.defects.filter((one) => [one.code, one.name.en, one.name.zh].join(" ").toLowerCase().includes(wanted));
}

function counter(work, act, defect) {
  const here = work.live("defect", { defect: defect.id, unit: work.unit });
  const total = work.tally.defects[defect.id] || 0;
  return el("li", { class: here.length ? "is-here" : "" },
    el("button", {
      type: "button", class: "defect-add", disabled: !work.isOpen, "data-defect": defect.code,
      title: say("add_defect", { name: named(defect.name) }), onclick: () => act.add(defect),
    },
    defect.picture ? el("img", { src: defect.picture, alt: "", loading: "lazy", width: 44, height: 44 }) : null,
    el("span", { class: "defect-name" }, named(defect.name), el("small", {}, classBadge(defect.class), ` ${defect.code}`)),
    el("span", { class: "defect-total", title: say("in_all", { count: total }) }, String(total))),
    here.length ? el("button", {
      type: "button", class: "defect-less", disabled: !work.isOpen,
      onclick: () => act.less(here.at(-1)),
    }, icon("arrow-back"), el("span", { class: "visually-hidden" }, say("less_defect", { name: named(defect.name) })),
    el("span", {}, say("here", { count: here.length }))) : null);
}

export function countingFoot(work, act) {
  const flawed = work.live("defect", { unit: work.unit }).length > 0;
  const next = work.nextUnit(work.unit) !== null;
  return el("div", { class: "thumb-bar" },
    button(say("undo"), { drawn: "arrow-back", disabled: !work.isOpen || !act.canUndo(), onclick: act.undo }),
    button(flawed ? say("next_unit") : say("good_next"), {
      drawn: "check", kind: flawed ? "primary" : "good", "data-next": true,
      disabled: !work.isOpen || (work.tally.done.has(work.unit) && !next), onclick: act.done,
    }));
}
