// @ts-check
/** Small conveniences of the other pages: every one of them can be read, and every form sent, without this file. */

import { API, Refusal, ask } from "./api.js";
import { follow } from "./progress.js";
import { drawn, fill, held, isField, renew } from "./renew.js";
import { asClocksSay } from "./times.js";

const said = document.createElement("div");
said.className = "toast";
said.setAttribute("role", "status");
document.body.append(said);

/** @param {string} words */
function tell(words) {
  said.textContent = "";
  requestAnimationFrame(() => (said.textContent = words));
}

/** Give each table that sorts a button in its heads. @param {ParentNode} part */
function sortable(part) {
  for (const head of part.querySelectorAll("table[data-sort] thead th")) {
    if (head.querySelector("button, input, .hidden") || !head.textContent?.trim()) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.sorts = "";
    button.textContent = head.textContent;
    head.replaceChildren(button);
  }
}

/** Put a table's rows in the order that its heads say. @param {HTMLTableElement} table */
function sort(table) {
  const heads = [...table.querySelectorAll("thead th")];
  const column = heads.findIndex((head) => head.hasAttribute("aria-sort"));
  const body = table.querySelector("tbody");
  if (column < 0 || !body) return;
  const key = (/** @type {HTMLTableRowElement} */ row) => row.cells[column]?.dataset.value ?? row.cells[column]?.textContent?.trim() ?? "";
  const rows = [...body.rows].sort((a, b) => {
    const [x, y] = [key(a), key(b)];
    const numbers = Number(x) - Number(y);
    return Number.isNaN(numbers) || x === "" || y === "" ? x.localeCompare(y, undefined, { numeric: true }) : numbers;
  });
  body.append(...(heads[column].getAttribute("aria-sort") === "ascending" ? rows : rows.reverse()));
}

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("button[data-sorts]") : null;
  const head = button?.closest("th");
  const table = button?.closest("table");
  if (!head || !table) return;
  const up = head.getAttribute("aria-sort") !== "ascending";
  for (const other of table.querySelectorAll("th[aria-sort]")) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", up ? "ascending" : "descending");
  sort(table);
});

/** Leave of a list what holds the words of its field. @param {HTMLInputElement} field @param {ParentNode} part */
function leave(field, part) {
  const sought = field.value.toLowerCase();
  for (const row of part.querySelectorAll(field.dataset.filter ?? "")) row.toggleAttribute("hidden", !row.textContent?.toLowerCase().includes(sought));
}

document.addEventListener("input", (event) => {
  if (event.target instanceof HTMLInputElement && event.target.dataset.filter) leave(event.target, document);
});

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

follow(() => void again());

/** The parts of this page that progress changes, anew: focus, what is typed, opened, sorted and sought stay. */
async function again() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  sortable(fresh);
  asClocksSay(fresh);
  for (const part of document.querySelectorAll("[data-live]")) {
    const other = fresh.getElementById(part.id);
    if (!other) return location.reload(); // it became another page, as a paper does that is read
    const tables = part.querySelectorAll("table[data-sort]");
    for (const [k, table] of [...other.querySelectorAll("table[data-sort]")].entries()) {
      const heads = tables[k]?.querySelectorAll("thead th") ?? [];
      for (const [column, head] of [...table.querySelectorAll("thead th")].entries()) {
        const order = heads[column]?.getAttribute("aria-sort");
        if (order) head.setAttribute("aria-sort", order);
      }
      sort(/** @type {HTMLTableElement} */ (table));
    }
    for (const field of /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll("input[data-filter]"))) leave(field, other);
    renew(part, other);
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
// A long form: what is typed in it and not kept is there again when one comes back to it.
for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll("form[data-keeps]"))) {
  const name = `thirdorder.form.${form.dataset.keeps}`;
  /** What was typed in each field, and what the field held before: where that changed, the service has it. @type {Record<string, [string, string]>} */
  let typed = {};
  try {
    typed = JSON.parse(localStorage.getItem(name) ?? "{}");
  } catch {
    // What cannot be read is nothing.
  }
  const keyed = (/** @type {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} */ field) => (field instanceof HTMLInputElement && field.type === "radio" ? `${field.name}=${field.value}` : field.name);
  const fields = [...form.elements].filter(isField);
  const stay = () => {
    typed = Object.fromEntries(fields.filter((field) => held(field) !== drawn(field)).map((field) => [keyed(field), [held(field), drawn(field)]]));
    if (Object.keys(typed).length) localStorage.setItem(name, JSON.stringify(typed));
    else localStorage.removeItem(name);
  };
  for (const field of fields) {
    const [value, before] = typed[keyed(field)] ?? [];
    if (value !== undefined && before === drawn(field)) fill(field, value);
  }
  if (fields.some((field) => held(field) !== drawn(field))) tell("What you typed here and did not keep is there again.");
  stay();
  form.addEventListener("input", stay);
  form.addEventListener("change", stay);
}

sortable(document);
asClocksSay(document);
document.body.dataset.ready = "true";
