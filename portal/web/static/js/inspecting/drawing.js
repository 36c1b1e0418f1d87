// Which cartons to open and which units to take out of them, to be ticked off.

import { el, say } from "./dom.js";

export function drawing(work, act) {
  const lying = new Map();
  work.brief.units.slice(0, work.goal).forEach(([number, carton, position], place) => {
    lying.set(carton, [...(lying.get(carton) || []), { unit: place + 1, number, position }]);
  });
  const cartons = [...lying].sort(([one], [other]) => one - other);
  return el("section", { class: "drawing", "aria-label": say("cartons") },
    el("p", { class: "muted" }, work.brief.cartons ? say("open_cartons", { count: cartons.length, all: work.brief.cartons }) : say("open_lot", { count: work.goal })),
    el("ul", { class: "carton-list" }, cartons.map(([carton, units]) => el("li", {},
      work.brief.cartons ? el("label", { class: "carton" },
        el("input", { type: "checkbox", checked: work.tally.cartons.has(carton), disabled: !work.isOpen, onchange: (event) => act.carton(carton, event.target.checked) }),
        el("strong", {}, say("carton", { carton })),
        el("span", { class: "muted" }, say("take", { count: units.length }))) : null,
      el("ul", { class: "unit-chips" }, units.sort((one, other) => one.position - other.position).map(({ unit, number, position }) =>
        el("li", {}, el("button", {
          type: "button", class: `chip${work.tally.done.has(unit) ? " is-done" : ""}`, "aria-pressed": String(unit === work.unit),
          onclick: () => act.go(unit, "count"),
        }, work.brief.cartons ? `${position}` : `${number}`))))))));
}
