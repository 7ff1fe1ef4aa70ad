// @ts-check
/** Keys of the reader: what each means, who answers them; they act there only, can be changed and switched off, and ? shows them (WCAG 2.1.4). */

const KEPT = "thirdorder.keys";

/** What keys do, in the order of the help. */
export const MEANINGS = /** @type {const} */ ({
  next: ["j", "Next passage of the findings"],
  previous: ["k", "Passage before"],
  undecided: ["n", "Next passage without your code, or next suggestion not decided"],
  code: ["c", "Code these words: find or make a code"],
  palette: ["/", "The same; also searches all papers"],
  invivo: ["i", "Code in the participant's own words"],
  memo: ["m", "Write a memo on these words"],
  suggestions: ["s", "Show suggestions, or go to the next one"],
  accept: ["a", "Accept the suggestion"],
  reject: ["x", "Reject the suggestion"],
  change: ["e", "Another code fits instead of the suggested one"],
  voice: ["v", "Whose words these are, and put it right"],
  relevance: ["r", "Relevant to the question, or not"],
  undo: ["u", "Undo your last act"],
  help: ["?", "These keys"],
});

/** @typedef {keyof typeof MEANINGS} Meaning */

/** @returns {{off?: boolean, keys?: Partial<Record<Meaning, string>>}} */
function kept() {
  try {
    return JSON.parse(localStorage.getItem(KEPT) ?? "{}");
  } catch {
    return {};
  }
}

/** The key of each meaning now. @returns {Record<Meaning, string>} */
export function keymap() {
  const own = kept().keys ?? {};
  return /** @type {Record<Meaning, string>} */ (
    Object.fromEntries(Object.entries(MEANINGS).map(([meaning, [key]]) => [meaning, own[/** @type {Meaning} */ (meaning)] ?? key]))
  );
}

export const off = () => kept().off === true;

/** @param {boolean} silent @param {Partial<Record<Meaning, string>>} keys */
export const keep = (silent, keys) => localStorage.setItem(KEPT, JSON.stringify({ off: silent, keys }));

/** Whether a key typed there is text. @param {EventTarget | null} target */
export const typing = (target) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName));

/**
 * What a key means in the reader; null where it means nothing there.
 * @param {KeyboardEvent} event @returns {Meaning | number | null}
 */
export function meaning(event) {
  if (off() || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return null;
  if (/^[1-9]$/.test(event.key)) return Number(event.key);
  const found = Object.entries(keymap()).find(([, key]) => key === event.key);
  return found ? /** @type {Meaning} */ (found[0]) : null;
}

/**
 * What keys do in the reader. `move` chooses the word beside, or makes what is chosen longer or shorter by a word or a
 * sentence; it and `clear` say whether there was anything to do.
 * @typedef {{leaf: Element, panel: Element, does: Record<Meaning, () => void>, codeWith: (nth: number) => void,
 *   clear: () => boolean, move: (step: 1 | -1, by: "word" | "sentence", extend: boolean) => boolean}} Reader
 */

/** @type {Record<string, {step: 1 | -1, by: "word" | "sentence"}>} */
const ARROWS = {
  ArrowLeft: { step: -1, by: "word" },
  ArrowRight: { step: 1, by: "word" },
  ArrowUp: { step: -1, by: "sentence" },
  ArrowDown: { step: 1, by: "sentence" },
};

/** Answer every key that is pressed in the reader, and none while one types or a dialog is open. @param {Reader} reader */
export function answerKeys(reader) {
  document.addEventListener("keydown", (event) => {
    if (document.querySelector("dialog[open]") || typing(event.target)) return;
    if (answered(reader, event)) event.preventDefault();
  });
}

/** Whether a key meant something and was answered. @param {Reader} reader @param {KeyboardEvent} event */
export function answered(reader, event) {
  const target = event.target instanceof Element ? event.target : null;
  const inPanel = target !== null && reader.panel.contains(target);
  if (target && target !== document.body && !reader.leaf.contains(target) && !inPanel) return false;
  if (event.key === "Escape") return reader.clear();
  const arrow = ARROWS[event.key];
  if (arrow && !off() && !inPanel && !event.ctrlKey && !event.metaKey && !event.altKey) return reader.move(arrow.step, arrow.by, event.shiftKey);
  const found = meaning(event);
  if (found === null) return false;
  if (typeof found === "number") reader.codeWith(found);
  else reader.does[found]();
  return true;
}

/** The dialog that shows, changes and switches off keys. @param {HTMLDialogElement} dialog */
export function showKeys(dialog) {
  const keys = keymap();
  const list = /** @type {HTMLElement} */ (dialog.querySelector("[data-keys]"));
  list.replaceChildren(
    ...Object.entries(MEANINGS).map(([meaning, [, says]]) => {
      const row = document.createElement("label");
      const field = document.createElement("input");
      field.value = keys[/** @type {Meaning} */ (meaning)];
      field.name = meaning;
      field.maxLength = 1;
      field.required = true;
      field.autocomplete = "off";
      row.append(field, says);
      return row;
    }),
  );
  const silent = /** @type {HTMLInputElement} */ (dialog.querySelector("[name=off]"));
  silent.checked = off();
  dialog.showModal();
  dialog.addEventListener(
    "close",
    () => {
      const own = Object.fromEntries(
        [...list.querySelectorAll("input")].filter((f) => f.value && f.value !== MEANINGS[/** @type {Meaning} */ (f.name)][0]).map((f) => [f.name, f.value]),
      );
      keep(silent.checked, own);
    },
    { once: true },
  );
}
