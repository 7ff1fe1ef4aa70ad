// @ts-check
/** Small conveniences of the other pages: every one of them can be read, and every form sent, without this file. */

import { API, Refusal, ask } from "./api.js";

const said = document.createElement("div");
said.className = "toast";
said.setAttribute("role", "status");
document.body.append(said);

/** @param {string} words */
function tell(words) {
  said.textContent = "";
  requestAnimationFrame(() => (said.textContent = words));
}

// Tables that sort by a press on their head.
for (const table of document.querySelectorAll("table[data-sort]")) {
  const heads = [...table.querySelectorAll("thead th")];
  for (const [column, head] of heads.entries()) {
    if (head.querySelector("input, .hidden") || !head.textContent?.trim()) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const up = head.getAttribute("aria-sort") !== "ascending";
      for (const other of heads) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", up ? "ascending" : "descending");
      const body = /** @type {HTMLTableSectionElement} */ (table.querySelector("tbody"));
      const key = (/** @type {HTMLTableRowElement} */ row) => row.cells[column]?.dataset.value ?? row.cells[column]?.textContent?.trim() ?? "";
      const rows = [...body.rows].sort((a, b) => {
        const [x, y] = [key(a), key(b)];
        const numbers = Number(x) - Number(y);
        return Number.isNaN(numbers) || x === "" || y === "" ? x.localeCompare(y, undefined, { numeric: true }) : numbers;
      });
      body.append(...(up ? rows : rows.reverse()));
    });
  }
}

// A field that leaves of a list what holds its words.
for (const field of /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll("input[data-filter]"))) {
  const rows = () => document.querySelectorAll(field.dataset.filter ?? "");
  field.addEventListener("input", () => {
    const sought = field.value.toLowerCase();
    for (const row of rows()) /** @type {HTMLElement} */ (row).hidden = !row.textContent?.toLowerCase().includes(sought);
  });
}

document.addEventListener("click", async (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-copy]") : null;
  if (!(button instanceof HTMLElement)) return;
  await navigator.clipboard.writeText(button.dataset.copy ?? "");
  tell("Copied with its citation and page.");
});

// Papers: dropped anywhere on the field, and followed while they are read.
const drop = document.querySelector(".drop");
if (drop instanceof HTMLElement) {
  const files = /** @type {HTMLInputElement} */ (drop.querySelector("input[type=file]"));
  for (const name of ["dragenter", "dragover"]) {
    drop.addEventListener(name, (event) => {
      event.preventDefault();
      drop.classList.add("over");
    });
  }
  for (const name of ["dragleave", "drop"]) drop.addEventListener(name, () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    const brought = /** @type {DragEvent} */ (event).dataTransfer?.files;
    if (!brought?.length) return;
    files.files = brought;
    /** @type {HTMLFormElement} */ (files.form).requestSubmit();
  });
  for (const form of document.querySelectorAll("form")) {
    form.addEventListener("submit", () => {
      if (form.contains(files)) tell(`Taking ${files.files?.length ?? 0} files …`);
    });
  }
}

const progress = document.querySelector("[data-progress]");
if (progress instanceof HTMLElement) {
  const events = new EventSource(`${API}/progress`);
  let before = "";
  events.addEventListener("progress", (event) => {
    const now = JSON.parse(event.data);
    const states = JSON.stringify(now.papers);
    const running = now.jobs.find((/** @type {any} */ j) => j.state === "running") ?? now.jobs[0];
    progress.hidden = !running;
    if (running) {
      const many = now.jobs.length > 1 ? ` ${now.jobs.length} things to do.` : "";
      const far = running.total > 1 ? ` ${running.done} of ${running.total}` : "";
      progress.textContent = `${says(running.kind)}${running.stage ? `: ${running.stage}` : ""}${far} …${many}`;
    }
    const idle = !running && progress.dataset.busy === "true";
    progress.dataset.busy = String(Boolean(running));
    if ((before && before !== states) || idle) void renew();
    before = states;
  });
}

/** @param {string} kind */
const says = (kind) => ({ read: "Reading papers", codings: "Placing codings", themes: "Gathering themes", learn: "Learning from what was coded", export: "Writing exports" })[kind] ?? "Working";

/** The parts of this page that progress changes, anew, without losing what is typed elsewhere. */
async function renew() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of document.querySelectorAll("[data-live]")) {
    const other = fresh.getElementById(part.id);
    if (other) part.replaceChildren(...other.childNodes);
  }
}

// The tree of codes: a code is dragged onto the one it shall stand under, or onto the top.
const tree = document.querySelector(".tree.top[data-move]");
if (tree instanceof HTMLElement) {
  /** @type {HTMLElement | null} */
  let held = null;
  tree.addEventListener("dragstart", (event) => {
    held = /** @type {Element} */ (event.target).closest("li");
    held?.classList.add("held");
    event.dataTransfer?.setData("text/plain", held?.dataset.code ?? "");
  });
  tree.addEventListener("dragend", () => {
    held?.classList.remove("held");
    held = null;
  });
  tree.addEventListener("dragover", (event) => {
    const over = /** @type {Element} */ (event.target).closest("li");
    if (!held || !over || held.contains(over)) return;
    event.preventDefault();
    for (const other of tree.querySelectorAll(".over")) other.classList.remove("over");
    over.classList.add("over");
  });
  tree.addEventListener("drop", async (event) => {
    const over = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("li"));
    if (!held || !over) return;
    event.preventDefault();
    try {
      await ask("POST", `${API}/codes/${held.dataset.code}/move`, { parent: Number(over.dataset.code) });
      location.reload();
    } catch (why) {
      tell(why instanceof Refusal ? why.message : String(why));
    }
  });
}
document.body.dataset.ready = "true";
