// What every page does: menus, confirmation, keys in lists, drafts, toasts. All pages work without it.

const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

function typing(event) {
  const at = event.target;
  return at.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName) && at.type !== "checkbox";
}

// -- confirmation: a button with data-confirm asks before it acts
function ask(button) {
  const dialog = $("#confirm"), yes = $("[data-yes]", dialog);
  $("#confirm-text").textContent = button.dataset.confirm;
  yes.textContent = $("span", button)?.textContent || button.ariaLabel || yes.dataset.else;
  yes.className = `btn ${button.matches(".btn-danger") ? "btn-danger" : "btn-primary"}`;
  dialog.showModal();
  return new Promise((resolve) => {
    const answer = (yes) => { dialog.close(); resolve(yes); };
    yes.onclick = () => answer(true);
    $("[data-no]", dialog).onclick = () => answer(false);
    dialog.oncancel = () => resolve(false);
  });
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-confirm]");
  if (!button || button.dataset.sure) return;
  event.preventDefault();
  if (await ask(button)) {
    button.dataset.sure = "yes";
    button.form.requestSubmit(button);
    delete button.dataset.sure;
  }
});

// -- a form is sent once; its button says that it works
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "yes";
  form.dataset.clean = "yes";
  event.submitter?.classList.add("is-busy");
  setTimeout(() => { delete form.dataset.sent; event.submitter?.classList.remove("is-busy"); }, 8000);
});
window.addEventListener("pageshow", () => $$("form[data-sent]").forEach((form) => delete form.dataset.sent));

// -- leaving a form with something typed asks first
function isDirty(form) {
  return !form.dataset.clean && $$("input, select, textarea", form).some((field) =>
    field.type === "checkbox" || field.type === "radio" ? field.checked !== field.defaultChecked
      : field.tagName === "SELECT" ? [...field.options].some((option) => option.selected !== option.defaultSelected) && field.options[field.selectedIndex]?.value !== ""
        : field.type !== "hidden" && field.type !== "file" && field.value !== field.defaultValue);
}
window.addEventListener("beforeunload", (event) => {
  if ($$("form[data-guard]").some(isDirty)) event.preventDefault();
});

// -- filters apply themselves
$$("form[data-auto]").forEach((form) => {
  form.addEventListener("change", (event) => { if (event.target.type !== "search") form.requestSubmit(); });
  form.addEventListener("submit", () => $$("input, select", form).forEach((field) => { if (!field.value) field.disabled = true; }));
});

// -- data-live names a part of the page that is asked for anew while one types: the rest stays
$$("form[data-live]").forEach((form) => {
  const part = `[data-${form.dataset.live}]`;
  let waits = 0, asked = 0;
  form.addEventListener("input", (event) => {
    if (event.target.type !== "search") return;
    clearTimeout(waits);
    waits = setTimeout(async () => {
      const mine = (asked += 1), address = `${form.action}?${new URLSearchParams(new FormData(form))}`;
      const answer = await fetch(address, { headers: { Accept: "text/html" } }).catch(() => null);
      if (!answer?.ok || mine !== asked) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      $(part).replaceChildren(...($(part, page)?.childNodes || []));
    }, 200);
  });
});

// -- on a phone the filters of a list wait behind a button
$$("form.bar").forEach((form) => {
  const button = $("[data-fold]", form);
  if (!button || $$("input:not([type=hidden]), select", form).length < 3) return;
  form.classList.add("may-fold");
  button.addEventListener("click", () => button.setAttribute("aria-expanded", String(form.classList.toggle("is-open"))));
});

// -- the tab one is on is in sight
$$(".tabs").forEach((tabs) => {
  const here = $("[aria-current]", tabs);
  if (here) tabs.scrollLeft = here.parentElement.offsetLeft - (tabs.clientWidth - here.offsetWidth) / 2;
});

// -- so is the line of the menu
const menuLine = $(".nav-line[aria-current]");
if (menuLine) {
  const menu = menuLine.closest("nav"), below = menuLine.getBoundingClientRect().bottom - menu.getBoundingClientRect().bottom;
  if (below > 0) menu.scrollTop += below + 40;
}

// -- lists: j k move, enter opens, x picks
const rows = () => $$("[data-list] tbody tr, ul[data-list] > li");
let at = -1;
function move(step) {
  const all = rows();
  if (!all.length) return;
  all[at]?.classList.remove("is-at");
  at = Math.min(all.length - 1, Math.max(0, at + step));
  all[at].classList.add("is-at");
  all[at].scrollIntoView({ block: "nearest" });
  $("a.row-link", all[at])?.focus({ preventScroll: true });
}
function countPicked() {
  const picked = $$("[data-pick]:checked");
  $$("[data-pick]").forEach((box) => box.closest("tr").classList.toggle("is-picked", box.checked));
  $$("[data-bulk]").forEach((bar) => { bar.hidden = picked.length === 0; });
  $$("[data-bulk-count]").forEach((spot) => { spot.textContent = picked.length; });
}
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-pick-all]")) $$("[data-pick]").forEach((box) => { box.checked = event.target.checked; });
  if (event.target.matches("[data-pick], [data-pick-all]")) countPicked();
});
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") closeSidebar();
  if (typing(event)) return;
  if (event.key === "/") { event.preventDefault(); ($("[data-search]") || $("[data-global-search]"))?.focus(); }
  if (event.key === "j") move(1);
  if (event.key === "k") move(-1);
  if (event.key === "x" && rows()[at]) { const box = $("[data-pick]", rows()[at]); if (box) { box.checked = !box.checked; countPicked(); } }
  if (event.key === "?") showKeys();
  const shortcut = $$("[data-key]").find((spot) => spot.dataset.key === event.key);
  if (!shortcut) return;
  event.preventDefault();
  if (/^(A|BUTTON|SUMMARY)$/.test(shortcut.tagName)) shortcut.click(); else shortcut.focus();
  if (shortcut.tagName === "SUMMARY") $("textarea", shortcut.parentElement)?.focus();
});
countPicked();

// -- ? tells the keys that work on this page
function showKeys() {
  const dialog = $("#keys");
  $$("[data-lists]", dialog).forEach((line) => { line.hidden = rows().length === 0; });
  $$("[data-picks]", dialog).forEach((line) => { line.hidden = !$("[data-pick]"); });
  $$("[data-own]", dialog).forEach((line) => line.remove());
  for (const spot of $$("[data-key]")) {
    const line = document.createElement("div"), key = document.createElement("kbd");
    line.dataset.own = "";
    key.textContent = spot.dataset.key;
    line.append(document.createElement("dt"), document.createElement("dd"));
    line.firstChild.append(key);
    line.lastChild.textContent = $("span", spot)?.textContent || spot.ariaLabel || spot.textContent.trim();
    $("dl", dialog).append(line);
  }
  $("[data-no]", dialog).onclick = () => dialog.close();
  dialog.showModal();
}

// -- the menu on a phone
function closeSidebar() { $("#sidebar")?.classList.remove("is-open"); }
$("[data-open-sidebar]")?.addEventListener("click", (event) => {
  event.preventDefault();
  event.stopPropagation();
  $("#sidebar").classList.add("is-open");
  $("#sidebar a").focus();
});
document.addEventListener("click", (event) => {
  if (!event.target.closest("#sidebar")) closeSidebar();
  $$("details.menu[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
  if (event.target.closest("[data-submit]")) event.target.closest("form").requestSubmit();
});

// -- the language link keeps the rest of the address
$$("a[href^='?lang=']").forEach((link) => {
  const address = new URL(location.href);
  address.searchParams.set("lang", link.hreflang);
  link.href = address.pathname + address.search;
});

// -- light or dark
$("[data-theme-switch]")?.addEventListener("click", () => {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  localStorage.setItem("theme", root.dataset.theme);
});

// -- errors get the focus; toasts go by themselves
$("[data-errors]")?.focus();
$$("[data-toast]").forEach((line) => setTimeout(() => line.remove(), 6000));

// -- what waits is asked after: data-poll holds the address, the answer replaces the element
$$("[data-poll]:not([data-over])").forEach((spot) => {
  const again = async () => {
    const answer = await fetch(spot.dataset.poll, { headers: { Accept: "text/html" } }).catch(() => null);
    if (!answer?.ok) return setTimeout(again, 3000);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = $("[data-poll]", page) || page.body.firstElementChild;
    if (fresh) spot.replaceChildren(...fresh.childNodes);
    if (fresh?.dataset.over === undefined) setTimeout(again, 1000); else if (fresh.dataset.then) location.assign(fresh.dataset.then);
  };
  setTimeout(again, 700);
});

// -- paper
$$("[data-print]").forEach((button) => button.addEventListener("click", () => window.print()));
// -- secrets that are shown once can be copied
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const spot = document.getElementById(button.dataset.copy);
  const lines = $$("code", spot).map((line) => line.textContent);
  navigator.clipboard?.writeText((lines.length ? lines : [spot.textContent]).join("\n"));
  button.classList.add("is-busy");
  setTimeout(() => button.classList.remove("is-busy"), 600);
});

// -- light, dark, or like the device
const appearance = $("[data-appearance]");
if (appearance) {
  appearance.hidden = false;
  const mark = () => $$("[data-theme-choice]").forEach((choice) =>
    choice.setAttribute("aria-pressed", String(choice.dataset.themeChoice === (localStorage.getItem("theme") || "system"))));
  appearance.addEventListener("click", (event) => {
    const choice = event.target.closest("[data-theme-choice]");
    if (!choice) return;
    event.preventDefault();
    if (choice.dataset.themeChoice === "system") { localStorage.removeItem("theme"); delete document.documentElement.dataset.theme; }
    else { localStorage.setItem("theme", choice.dataset.themeChoice); document.documentElement.dataset.theme = choice.dataset.themeChoice; }
    mark();
  });
  mark();
}

// -- a session that lapses while a form is open loses nothing: what was sent is kept in this tab
// until the next page; only if that page is the door, it is put back after signing in.
const DRAFT = "lapsed-form";
const draftable = (form) => $$("input, select, textarea", form).filter((field) =>
  field.name && !field.disabled && !/^(hidden|password|file|submit|button)$/.test(field.type) && !/password|code|secret|token/.test(field.name));
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("form[data-guard]") || form.method !== "post") return;
  const fields = draftable(form).map((field) => [field.name, /^(checkbox|radio)$/.test(field.type) ? [field.value, field.checked] : [field.value]]);
  const uploads = $$("[name=upload]", form).map((field) => field.value);
  sessionStorage.setItem(DRAFT, JSON.stringify({ page: location.pathname, fields, uploads, waits: false }));
});
(() => {
  const draft = JSON.parse(sessionStorage.getItem(DRAFT) || "null");
  if (!draft) return;
  if ($("[data-lapsed]")) { draft.waits = true; sessionStorage.setItem(DRAFT, JSON.stringify(draft)); return; }
  if ($(".door") && draft.waits) return;
  if (draft.waits && draft.page !== location.pathname) return;
  // files that were already received have their cards again
  if (draft.waits && draft.uploads.length && !location.search.includes("upload=")) {
    const address = new URL(location.href);
    draft.uploads.forEach((id) => address.searchParams.append("upload", id));
    location.replace(address);
    return;
  }
  sessionStorage.removeItem(DRAFT);
  if (!draft.waits) return;
  for (const form of $$("form[data-guard]")) {
    const fields = draftable(form);
    if (draft.fields.some(([name]) => !fields.some((field) => field.name === name))) continue;
    for (const [name, [value, checked]] of draft.fields) {
      const field = fields.find((one) => one.name === name && (checked === undefined || one.value === value));
      if (!field) continue;
      if (checked === undefined) field.value = value; else field.checked = checked;
      field.closest("details")?.setAttribute("open", "");
      document.addEventListener("DOMContentLoaded", () => field.dispatchEvent(new Event("change", { bubbles: true })));
    }
    return;
  }
})();
