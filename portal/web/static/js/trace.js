// The picture of a trace grows, shrinks and fits; arrow keys go from lot to lot. All of it works without this.
const STEP = 1.25;

function attach(canvas) {
  const picture = canvas.querySelector("[data-trace-picture]");
  if (!picture || canvas.dataset.ready) return;
  canvas.dataset.ready = "yes";
  const width = Number(picture.getAttribute("width"));
  const height = Number(picture.getAttribute("height"));
  let scale = 1;
  const draw = (wanted) => {
    scale = Math.min(4, Math.max(0.15, wanted));
    picture.setAttribute("width", width * scale);
    picture.setAttribute("height", height * scale);
  };
  const fit = () => draw(Math.min(1, (canvas.clientWidth - 2) / width));
  const acts = { in: () => draw(scale * STEP), out: () => draw(scale / STEP), fit };
  const tools = canvas.closest("section").querySelector("[data-trace-tools]");
  if (tools) {
    tools.hidden = false;
    tools.addEventListener("click", (event) => acts[event.target.closest("[data-zoom]")?.dataset.zoom]?.());
  }
  canvas.addEventListener("keydown", (event) => {
    if (event.key === "+" || event.key === "=") acts.in();
    else if (event.key === "-") acts.out();
    else if (event.key === "0") fit();
    else if (event.key.startsWith("Arrow") && document.activeElement.closest("a.trace-box")) step(picture, event);
  });
  const start = canvas.querySelector(".is-start");
  if (start) canvas.scrollLeft += middle(start)[0] - middle(canvas)[0];
}

function middle(box) {
  const place = box.getBoundingClientRect();
  return [place.x + place.width / 2, place.y + place.height / 2];
}

function step(picture, event) {
  const here = document.activeElement.closest("a.trace-box");
  const [x, y] = middle(here);
  const along = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
  let best = null, least = Infinity;
  for (const box of picture.querySelectorAll("a.trace-box")) {
    const [bx, by] = middle(box);
    const ahead = (bx - x) * along[0] + (by - y) * along[1];
    const aside = Math.abs((bx - x) * along[1]) + Math.abs((by - y) * along[0]);
    if (box !== here && ahead > 4 && ahead + 3 * aside < least) [best, least] = [box, ahead + 3 * aside];
  }
  if (best) { event.preventDefault(); best.focus(); }
}

const all = () => document.querySelectorAll("[data-trace-canvas]").forEach(attach);
all();
document.addEventListener("htmx:afterSwap", all);

for (const clock of document.querySelectorAll("[data-clock]")) {
  const begun = new Date(clock.dataset.clock);
  const tick = () => {
    const seconds = Math.max(0, Math.round((Date.now() - begun) / 1000));
    clock.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  };
  tick();
  setInterval(tick, 1000);
}
