// The upload page: a card per received file, which shows only what its type asks for.
// Plain forms do the same without this script.

const cards = document.querySelector("[data-cards]");

function fit(card) {
  const facts = JSON.parse(card.dataset.facts || "{}");
  const type = card.querySelector("[name$='-type_id']");
  const wants = facts[type.value];
  card.querySelectorAll("[data-when]").forEach((part) => {
    const failed = part.querySelector("[aria-invalid]");
    part.hidden = wants ? !wants[part.dataset.when] && !failed : part.dataset.when === "site" || part.dataset.when === "subject";
  });
  card.querySelector("[data-guidance]").textContent = wants?.guidance || "";
  const optional = card.querySelector("[name$='-certificate_number']").closest(".field").querySelector(".optional");
  if (optional) optional.hidden = Boolean(wants?.number);
}

// A periodic document ends a period after its issue: filled in, to be corrected.
function fill(card) {
  const facts = JSON.parse(card.dataset.facts || "{}")[card.querySelector("[name$='-type_id']").value];
  const issued = card.querySelector("[name$='-issued_on']");
  const expires = card.querySelector("[name$='-expires_on']");
  if (!facts?.months || !issued.value || expires.value) return;
  const [year, month, day] = issued.value.split("-").map(Number);
  const last = new Date(Date.UTC(year, month - 1 + facts.months + 1, 0)).getUTCDate();
  expires.value = new Date(Date.UTC(year, month - 1 + facts.months, Math.min(day, last))).toISOString().slice(0, 10);
}

function count() {
  const foot = document.querySelector("[data-send]");
  if (foot) foot.hidden = !cards.querySelector("[data-card]");
}

function ready(card, row) {
  fit(card);
  card.addEventListener("change", (event) => {
    if (event.target.name.endsWith("-type_id")) fit(card);
    if (/-(type_id|issued_on)$/.test(event.target.name)) fill(card);
  });
  const drop = card.querySelector("[data-drop-upload]");
  drop.hidden = false;
  drop.addEventListener("click", async () => {
    if (row) { row.querySelector("[data-remove]").click(); return; }
    const token = document.querySelector("meta[name=csrf-token]").content;
    const answer = await fetch(drop.dataset.dropUpload, { method: "DELETE", headers: { "X-CSRFToken": token } });
    if (answer.ok || answer.status === 404) { card.remove(); count(); }
  });
}

cards?.querySelectorAll("[data-card]").forEach((card) => ready(card));
document.querySelectorAll("[data-without-script]").forEach((part) => { part.hidden = true; });

// The upload zone says which file was received; its card is fetched and takes the place of its line.
document.addEventListener("staged", async (event) => {
  const { id, row } = event.detail;
  const address = new URL(cards.dataset.cardHref, location.href);
  address.searchParams.delete("upload");
  address.searchParams.set("upload", id);
  const answer = await fetch(address, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const card = page.querySelector("[data-card]");
  card.dataset.upload = id;
  // in the order in which they were chosen, whichever arrives first
  card.dataset.place = [...row.parentElement.children].indexOf(row);
  const later = [...cards.querySelectorAll("[data-place]")].find((one) => Number(one.dataset.place) > Number(card.dataset.place));
  cards.insertBefore(card, later || null);
  row.hidden = true;
  ready(card, row);
  count();
});
document.addEventListener("dropped", (event) => {
  cards.querySelector(`[data-upload="${event.detail.id}"]`)?.remove();
  count();
});
