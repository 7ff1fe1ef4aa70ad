// @ts-check
/** The palette: type to find a code, make one, or search all papers. A combobox with a list, as the ARIA practices say. */

/** @typedef {{id: string, name: string, definition: string, color: number, path?: string}} Code */
/** @typedef {{kind: "code", code: Code} | {kind: "new", name: string} | {kind: "search", words: string}} Pick */

export class Palette {
  /** @param {HTMLDialogElement} dialog @param {() => Code[]} codes those used last first */
  constructor(dialog, codes) {
    this.dialog = dialog;
    this.codes = codes;
    this.field = /** @type {HTMLInputElement} */ (dialog.querySelector("input"));
    this.list = /** @type {HTMLUListElement} */ (dialog.querySelector("[role=listbox]"));
    /** @type {Pick[]} */
    this.shown = [];
    this.at = 0;
    /** @type {(pick: Pick) => void} */
    this.picked = () => {};
    this.searching = false;
    this.field.addEventListener("input", () => this.show());
    this.field.addEventListener("keydown", (event) => this.key(event));
    this.list.addEventListener("click", (event) => {
      const row = /** @type {HTMLElement} */ (event.target).closest("[role=option]");
      if (row) this.pick([...this.list.children].indexOf(row));
    });
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog) dialog.close();
    });
  }

  /** @param {string} heading @param {boolean} searching @param {(pick: Pick) => void} picked */
  open(heading, searching, picked) {
    this.picked = picked;
    this.searching = searching;
    /** @type {HTMLElement} */ (this.dialog.querySelector("h2")).textContent = heading;
    this.field.value = "";
    this.show();
    this.dialog.showModal();
    this.field.focus();
  }

  show() {
    const typed = this.field.value.trim();
    const sought = plain(typed);
    const codes = this.codes().map((code) => ({ code, rank: rank(plain(code.name), plain(`${code.path ?? ""} ${code.definition}`), sought) }));
    const found = codes.filter((c) => c.rank < 9).sort((a, b) => a.rank - b.rank);
    this.shown = found.slice(0, 40).map(({ code }) => ({ kind: "code", code }));
    const same = found.some(({ code }) => plain(code.name) === sought);
    if (typed && !same) this.shown.push({ kind: "new", name: typed });
    if (typed && this.searching) this.shown.push({ kind: "search", words: typed });
    this.at = 0;
    this.list.replaceChildren(...this.shown.map((pick, k) => this.row(pick, k)));
    this.mark();
  }

  /** @param {Pick} pick @param {number} k */
  row(pick, k) {
    const row = document.createElement("li");
    row.setAttribute("role", "option");
    row.id = `pick-${k}`;
    if (pick.kind === "code") {
      const dot = document.createElement("span");
      dot.className = `dot c${pick.code.color}`;
      const name = document.createElement("span");
      name.textContent = pick.code.name;
      const more = document.createElement("span");
      more.className = "meta";
      more.textContent = pick.code.definition;
      row.append(dot, name, more);
    } else row.textContent = pick.kind === "new" ? `New code: ${pick.name}` : `Search all papers for “${pick.words}”`;
    return row;
  }

  mark() {
    for (const [k, row] of [...this.list.children].entries()) {
      row.setAttribute("aria-selected", String(k === this.at));
      if (k === this.at) row.scrollIntoView({ block: "nearest" });
    }
    if (this.shown.length) this.field.setAttribute("aria-activedescendant", `pick-${this.at}`);
    else this.field.removeAttribute("aria-activedescendant");
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const last = this.shown.length - 1;
    if (event.key === "ArrowDown") this.at = Math.min(this.at + 1, last);
    else if (event.key === "ArrowUp") this.at = Math.max(this.at - 1, 0);
    else if (event.key === "Enter") return event.preventDefault(), this.pick(this.at);
    else return;
    event.preventDefault();
    this.mark();
  }

  /** @param {number} k */
  pick(k) {
    const pick = this.shown[k];
    if (!pick) return;
    this.dialog.close();
    this.picked(pick);
  }
}

/** Words without marks and capitals. @param {string} words */
const plain = (words) => words.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim();

/**
 * How well a code answers what was typed: 0 best, 9 not at all.
 * @param {string} name @param {string} more @param {string} sought
 */
export function rank(name, more, sought) {
  if (!sought) return 5;
  if (name === sought) return 0;
  if (name.startsWith(sought)) return 1;
  if (name.split(/\s+/).some((word) => word.startsWith(sought))) return 2;
  if (name.includes(sought)) return 3;
  const words = sought.split(/\s+/);
  if (words.every((word) => name.includes(word))) return 4;
  return words.every((word) => `${name} ${more}`.includes(word)) ? 6 : 9;
}
