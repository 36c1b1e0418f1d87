// Pages are built from elements, never from text that a browser would read as markup.

const root = document.getElementById("inspecting");
export const language = document.documentElement.lang.startsWith("zh") ? "zh" : "en";
const words = JSON.parse(root.dataset.words);

export function say(word, values = {}) {
  return words[word].replace(/%\((\w+)\)s/g, (_, name) => values[name]);
}

export const named = (name) => name[language] || name.en || name.zh;

export function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const drawn = document.createElementNS(space, "svg");
  drawn.setAttribute("class", "icon");
  drawn.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(space, "use");
  use.setAttribute("href", `${root.dataset.icons}#${name}`);
  drawn.append(use);
  return drawn;
}

export function button(label, { drawn = "", kind = "", ...more } = {}) {
  return el("button", { type: "button", class: `btn${kind ? ` btn-${kind}` : ""}`, ...more }, drawn ? icon(drawn) : null, el("span", {}, label));
}

export const badge = (colour, drawn, word) => el("span", { class: `badge is-${colour}` }, icon(drawn), word);

export const CLASSES = { critical: ["red", "alert-circle"], major: ["amber", "alert-triangle"], minor: ["grey", "info-circle"] };

export const classBadge = (name) => badge(...CLASSES[name], say(name));

export function note(colour, drawn, ...children) {
  return el("div", { class: `note is-${colour}`, role: colour === "red" ? "alert" : null }, icon(drawn), el("div", {}, ...children));
}

// Asks before what cannot be undone.
export function ask(sentence, yes) {
  return new Promise((resolve) => {
    const answer = (value) => { dialog.close(); dialog.remove(); resolve(value); };
    const dialog = el("dialog", { class: "ask", "aria-labelledby": "ask-text", oncancel: () => answer(false) },
      el("p", { id: "ask-text" }, sentence),
      el("div", { class: "ask-foot" },
        button(say("back"), { onclick: () => answer(false) }),
        button(yes, { kind: "primary", onclick: () => answer(true) })));
    document.body.append(dialog);
    dialog.showModal();
  });
}
