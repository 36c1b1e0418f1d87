// Pictures of the goods: taken with the camera, kept on the device until they have arrived.

import { button, el, icon, named, say } from "./dom.js";

const shownBlobs = new Map();

function addressOf(photo) {
  if (!photo.blob) return photo.address;
  if (!shownBlobs.has(photo.key)) shownBlobs.set(photo.key, URL.createObjectURL(photo.blob));
  return shownBlobs.get(photo.key);
}

export function picturing(work, act) {
  const own = new Set(work.photos.map((photo) => photo.key));
  const all = [...work.photos, ...work.brief.photos.filter((photo) => !own.has(photo.key))].sort((one, other) => other.at.localeCompare(one.at));
  const defects = work.brief.defects.filter((one) => work.tally.defects[one.id]);
  return el("section", { class: "picturing", "aria-label": say("photos") },
    el("div", { class: "field" },
      el("label", { for: "photo-of" }, say("photo_of")),
      el("select", { class: "select", id: "photo-of" },
        el("option", { value: "" }, say("photo_of_lot")),
        defects.map((one) => el("option", { value: one.id, selected: one.id === act.lastDefect() }, named(one.name))))),
    el("input", { class: "visually-hidden", type: "file", accept: "image/*", capture: "environment", multiple: true, id: "camera", disabled: !work.isOpen, onchange: (event) => act.picture(event.target, document.getElementById("photo-of").value) }),
    all.length ? null : el("div", { class: "empty" }, icon("photo"), el("h2", {}, say("no_photos")), el("p", {}, say("no_photos_text"))),
    el("ul", { class: "photo-grid" }, all.map((photo) => el("li", {},
      el("img", { src: addressOf(photo), alt: caption(work, photo), loading: "lazy" }),
      el("span", { class: "photo-caption" }, caption(work, photo)),
      el("span", { class: `photo-state${photo.refused ? " is-red" : ""}` }, icon(photo.refused ? "alert-circle" : photo.sent === false ? "clock" : "check"), photo.refused || say(photo.sent === false ? "on_device" : "arrived"))))));
}

function caption(work, photo) {
  const defect = work.brief.defects.find((one) => one.id === photo.defect);
  const time = new Date(photo.at).toTimeString().slice(0, 5);
  return `${defect ? named(defect.name) : say("photo_of_lot")} · ${time}`;
}

export function picturingFoot(work) {
  return el("div", { class: "thumb-bar" },
    button(say("take_photo"), { drawn: "camera", kind: "primary", disabled: !work.isOpen, onclick: () => document.getElementById("camera").click() }));
}
