// Answers keep themselves: whatever changes in a question is sent at once, and the question says so.
// Without this script the button at the end of the section does the same.

const form = document.querySelector("form[data-autosave]");
const waiting = new Map();
const busy = new Map();

function say(question, kind) {
  const spot = question.querySelector("[data-kept]");
  spot.textContent = form.dataset[`say${kind}`];
  spot.classList.toggle("due-late", kind === "Failed");
}

// What is kept by now has been seen: the next answer may take its place.
function see(question, told) {
  const seen = question.querySelector("[data-seen]");
  if (seen && told?.seen !== undefined) seen.value = told.seen;
}

function fields(question) {
  const sent = new FormData();
  question.querySelectorAll("input, textarea").forEach((field) => {
    const isBox = field.type === "radio" || field.type === "checkbox";
    if (!isBox || field.checked) sent.append(field.name, field.value);
  });
  return sent;
}

async function keep(question) {
  clearTimeout(waiting.get(question));
  waiting.delete(question);
  if (busy.has(question)) { busy.set(question, "again"); return; }
  busy.set(question, "sending");
  say(question, "Saving");
  const headers = {
    "X-CSRFToken": document.querySelector("meta[name=csrf-token]").content,
    Accept: "application/json",
  };
  const address = `${form.dataset.autosave}/${encodeURIComponent(question.dataset.question)}`;
  const answer = await fetch(address, { method: "POST", body: fields(question), headers, redirect: "error" })
    .catch(() => null);
  const again = busy.get(question) === "again";
  busy.delete(question);
  if (again) { keep(question); return; }
  if (!answer?.ok) {
    question.dataset.unsaved = "yes";
    say(question, "Failed");
    const told = await answer?.json().catch(() => null);
    if (told?.message) question.querySelector("[data-kept]").textContent = told.message;
    see(question, told);
    return;
  }
  delete question.dataset.unsaved;
  say(question, "Saved");
  const told = await answer.json();
  see(question, told);
  document.querySelectorAll("[data-answered]").forEach((spot) => { spot.textContent = told.answered; });
  document.querySelectorAll("[data-progress-of]").forEach((bar) => { bar.value = told.answered; });
}

form?.addEventListener("input", (event) => {
  const question = event.target.closest("[data-question]");
  if (!question || event.target.matches("select, [type=radio], [type=checkbox]")) return;
  clearTimeout(waiting.get(question));
  waiting.set(question, setTimeout(() => keep(question), 900));
});
form?.addEventListener("change", (event) => {
  const question = event.target.closest("[data-question]");
  if (question && !event.target.matches("select")) keep(question);
});
window.addEventListener("beforeunload", (event) => {
  if (form && !form.dataset.sent && (waiting.size || busy.size || form.querySelector("[data-unsaved]"))) event.preventDefault();
});
