// @ts-check
/** What one does to words: code them, take a code off, and take an act back. */

import { API } from "./api.js";
import { focusWords } from "./choosing.js";
import { coding, learn, put, reload, takeOff } from "./codings.js";
import { CHOOSE_FIRST, acts, choice, codes, data, here, own, panel, recent, refused, tell, text } from "./opened.js";
import { Palette } from "./palette.js";
import { refresh, remark } from "./panel.js";
import { bare, characters } from "./text.js";
import { Undo } from "./undo.js";

/** @typedef {import("./undo.js").Done} Done */

const undoButton = /** @type {HTMLButtonElement | null} */ (document.querySelector("[data-act=undo]"));
const done = new Undo(`thirdorder.undo.${own}`, (last) => {
  if (!undoButton) return;
  undoButton.disabled = !last;
  undoButton.title = last ? `Undo (u): ${last.says}${last.paper === data.paper ? "" : ` in ${last.cited}`}` : "Undo (u)";
});
// Another tab may have done or undone something.
addEventListener("storage", () => done.offer(done.last));

/** Tell what was done, and how it is taken back. @param {Omit<Done, "paper" | "cited">} act */
export function didIt(act) {
  done.add({ ...act, paper: data.paper, cited: data.cited });
  tell(act.says);
}

/** Take the latest act back: what stood before it stands again. */
export async function undo() {
  const last = done.take();
  if (!last) return tell("There is nothing of yours to take back.");
  const inThis = last.paper === data.paper;
  if (inThis && last.off) takeOff(last.off);
  if (inThis && last.on) put(last.on);
  try {
    await acts.do(last.method, last.url, last.body);
    tell(`Taken back${inThis ? "" : ` in ${last.cited}`}: ${last.says}`);
  } catch (why) {
    refused(why);
  }
  if (!inThis) return;
  try {
    await reload();
    if (last.inWords) await remark();
  } catch {
    // Without an answer what is marked stays as it is until there is one.
  }
  await refresh();
  const { code, start, end } = last.body ?? {};
  const again = panel.querySelector(`[data-suggestion][data-key="${code}-${start}-${end}"]`);
  if (again instanceof HTMLElement) again.focus();
}

/** Code what is chosen; whether it was taken. @param {{code?: string, name?: string, invivo?: boolean}} what */
export async function code(what) {
  const span = choice.span;
  if (!span) return tell(CHOOSE_FIRST), false;
  const known = what.code ? codes.find((c) => c.id === what.code) : undefined;
  const name = known?.name ?? what.name ?? "";
  const shown = { id: `here-${crypto.randomUUID()}`, ...span, code: what.code ?? "", name, color: known?.color ?? 0, mine: true };
  put(shown);
  try {
    const made = await acts.do("POST", `${here}/codings`, {
      start: span.start,
      end: span.end,
      ...(what.code ? { code: Number(what.code) } : what.invivo ? { in_vivo: true } : { new_code: { name } }),
    });
    takeOff(shown.id);
    if (made.repeated) return await reload(), await refresh(), true;
    learn(made.code);
    const one = coding(made.coding);
    put(one);
    recent.splice(0, recent.length, one.code, ...recent.filter((id) => id !== one.code));
    didIt({ says: `Coded: ${one.name}`, method: "DELETE", url: `${API}/codings/${one.id}`, off: one.id });
    void refresh();
    return true;
  } catch (why) {
    takeOff(shown.id);
    refused(why);
    void refresh();
    return false;
  }
}

/** @param {string} id */
export async function uncode(id) {
  const one = takeOff(id);
  try {
    await acts.do("DELETE", `${API}/codings/${id}`);
    didIt({ says: `Taken off: ${one?.name ?? "a code"}`, method: "POST", url: `${API}/codings/${id}/restore`, on: one });
  } catch (why) {
    if (one) put(one);
    refused(why);
  }
  void refresh();
}

const palette = new Palette(/** @type {HTMLDialogElement} */ (document.getElementById("palette")), () => {
  const order = new Map(recent.map((id, k) => [id, k]));
  return [...codes].sort((a, b) => (order.get(a.id) ?? 999) - (order.get(b.id) ?? 999) || a.name.localeCompare(b.name));
});

export function openPalette(searching = true) {
  const span = choice.span;
  const words = span ? text.slice(span.start, span.end) : "";
  palette.open(span ? `Code “${words.length > 60 ? `${words.slice(0, 58)}…` : words}”` : "Find a code or search", searching, (pick) => {
    if (pick.kind === "search") location.href = `${data.home}/search?q=${encodeURIComponent(pick.words)}`;
    else if (pick.kind === "new") void code({ name: pick.name });
    else if (span) void code({ code: pick.code.id });
    else location.href = `${data.home}/codes/${pick.code.id}`;
    focusWords();
  });
}

/** In the words themselves, at most as long as a name can be. */
export function inVivo() {
  if (!choice.span) return tell("Choose the words that shall be the code.");
  const name = bare(text.slice(choice.span.start, choice.span.end));
  if (characters(name) > 120) return tell("These are too many words for a code's name: choose fewer.");
  void code({ name, invivo: true });
}
