// Files are sent one by one as the body of a request, three at a time, with progress; what is taken
// is told to the page by the event `staged`, what is taken back by `dropped`.

const AT_ONCE = 3;

class Zone {
  constructor(root) {
    this.root = root;
    this.queue = [];
    this.running = 0;
    this.chooser = root.querySelector("input[type=file]");
    this.rows = root.querySelector("[data-list-of-files]");
    this.status = root.querySelector("[data-status]");
    this.name = this.chooser.name;
    this.chooser.classList.add("visually-hidden");
    this.chooser.removeAttribute("name"); // the files go by themselves; the form sends only their ids
    root.querySelector("[data-with-script]").hidden = false;
    this.listen(root.querySelector("[data-drop]"));
  }

  listen(drop) {
    this.chooser.addEventListener("change", () => {
      this.add([...this.chooser.files]);
      this.chooser.value = "";
    });
    let depth = 0;
    const over = (on) => drop.classList.toggle("is-over", on);
    drop.addEventListener("dragenter", (event) => { event.preventDefault(); depth += 1; over(true); });
    drop.addEventListener("dragleave", () => { depth -= 1; over(depth > 0); });
    drop.addEventListener("dragover", (event) => { event.preventDefault(); });
    drop.addEventListener("drop", (event) => {
      event.preventDefault();
      depth = 0;
      over(false);
      this.add([...event.dataTransfer.files]);
    });
    // a file that misses the zone must not replace the page
    ["dragover", "drop"].forEach((kind) => window.addEventListener(kind, (event) => {
      if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
    }));
    window.addEventListener("beforeunload", (event) => { if (this.running) event.preventDefault(); });
  }

  add(files) {
    files.forEach((file) => new Row(this, file));
    this.next();
  }

  next() {
    while (this.running < AT_ONCE && this.queue.length) this.queue.shift().send();
  }

  address(file) {
    const query = new URLSearchParams({ name: file.name });
    if (this.root.dataset.supplier) query.set("supplier", this.root.dataset.supplier);
    return `${this.root.dataset.upload}?${query}`;
  }

  say(name, text) {
    this.status.textContent = this.root.dataset.sayLine.replace("{name}", name).replace("{text}", text);
  }
}

const token = () => document.querySelector("meta[name=csrf-token]").content;

function sizeOf(bytes) {
  return bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1000))} KB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

class Row {
  constructor(zone, file) {
    this.zone = zone;
    this.file = file;
    this.words = zone.root.dataset;
    this.line = zone.root.querySelector("template[data-row]").content.firstElementChild.cloneNode(true);
    this.part("file-name").textContent = file.name;
    this.part("facts").textContent = sizeOf(file.size);
    ["again", "cancel", "remove"].forEach((act) => {
      const button = this.part(act);
      button.setAttribute("aria-label", this.words.sayLine.replace("{name}", file.name).replace("{text}", button.title));
      button.addEventListener("click", () => this[act]());
    });
    zone.rows.append(this.line);
    this.again();
  }

  part(name) { return this.line.querySelector(`[data-${name}]`); }

  // -- how it stands

  show(state, text) {
    this.line.className = `upload-row is-${state}`;
    this.part("state").textContent = text;
    this.part("progress").hidden = state === "done" || state === "failed";
    this.part("again").hidden = state !== "failed";
    this.part("cancel").hidden = state === "done" || state === "failed";
    this.part("remove").hidden = state !== "done" && state !== "failed";
  }

  fail(sentence, again = true) {
    this.part("sentence").textContent = sentence;
    this.part("error").hidden = false;
    this.show("failed", this.words.sayFailed);
    this.part("again").hidden = !again; // a file that was refused must be changed first
    this.zone.say(this.file.name, sentence);
  }

  // -- what one can do

  again() {
    this.part("error").hidden = true;
    this.part("progress").value = 0;
    if (this.file.size > Number(this.words.limit)) {
      this.fail(this.words.sayLarge, false);
      return;
    }
    this.show("waiting", this.words.sayWaiting);
    this.zone.queue.push(this);
    this.zone.next();
  }

  cancel() {
    this.zone.queue = this.zone.queue.filter((row) => row !== this);
    this.request?.abort();
    this.leave();
  }

  async remove() {
    if (this.staged) {
      await fetch(`${this.words.upload}/${this.staged.id}`, { method: "DELETE", headers: { "X-CSRFToken": token() } }).catch(() => null);
      this.tell("dropped");
    }
    this.leave();
  }

  leave() {
    const near = this.line.nextElementSibling || this.line.previousElementSibling;
    this.line.remove();
    (near?.querySelector("button:not([hidden])") || this.zone.chooser).focus();
  }

  tell(kind) {
    this.zone.root.dispatchEvent(new CustomEvent(kind, { bubbles: true, detail: { ...this.staged, row: this.line } }));
  }

  // -- the way to the server

  send() {
    this.zone.running += 1;
    this.show("running", this.words.sayUploading);
    const request = this.request = new XMLHttpRequest();
    request.open("PUT", this.zone.address(this.file));
    request.setRequestHeader("X-CSRFToken", token());
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", (event) => {
      this.part("progress").value = (100 * event.loaded) / Math.max(1, event.total);
    });
    request.upload.addEventListener("load", () => {
      this.part("progress").removeAttribute("value");
      this.part("state").textContent = this.words.sayChecking;
    });
    request.addEventListener("load", () => this.arrived(request));
    request.addEventListener("error", () => this.fail(this.words.sayLost));
    request.addEventListener("loadend", () => {
      this.zone.running -= 1;
      this.request = null;
      this.zone.next();
    });
    request.send(this.file);
  }

  arrived(request) {
    const said = read(request);
    if (request.status === 201 && said?.id) this.take(said);
    else if (said?.error) this.fail(said.error, ![404, 413, 422].includes(request.status));
    else this.fail(new URL(request.responseURL).pathname === "/login" ? this.words.sayOut : this.words.sayBroken);
  }

  take(staged) {
    this.staged = staged;
    const pages = staged.pages === null || !staged.media_type.endsWith("pdf") ? ""
      : ` · ${staged.pages === 1 ? this.words.sayPage : this.words.sayPages.replace("{n}", staged.pages)}`;
    this.part("file-name").textContent = staged.name;
    this.part("facts").textContent = sizeOf(staged.size) + pages;
    this.part("icon").replaceChildren(this.zone.root.querySelector("template[data-done]").content.cloneNode(true));
    this.show("done", this.words.sayDone);
    this.zone.say(staged.name, this.words.sayDone);
    this.tell("staged");
  }
}

function read(request) {
  try {
    return JSON.parse(request.responseText);
  } catch {
    return null;
  }
}

document.querySelectorAll("[data-upload]").forEach((root) => new Zone(root));
