// @ts-check
/** The codings of the paper and one's memos in it, as they are marked in its words. */

import { ask } from "./api.js";
import { codes, data, here, marks } from "./opened.js";

/** @typedef {import("./marks.js").Coding} Coding */
/** @typedef {import("./marks.js").Note} Note */

/** @type {Coding[]} */
let codings = data.codings;
/** One's own memos on words of this paper. @type {Note[]} */
let notes = [];
/** How often codings were put or taken off here. */
let changes = 0;

const draw = () => marks.draw(codings, notes);
draw();

/** One's own codings. */
export const mine = () => codings.filter((c) => c.mine);

/** @param {Note[]} now */
export function note(now) {
  notes = now;
  draw();
}

/** @param {Coding} one */
export function put(one) {
  changes++;
  codings = [...codings.filter((c) => c.id !== one.id), one];
  draw();
}

/** @param {string} id @returns {Coding | undefined} what was taken off */
export function takeOff(id) {
  const one = codings.find((c) => c.id === id);
  changes++;
  codings = codings.filter((c) => c.id !== id);
  draw();
  return one;
}

/** All codings of the paper anew: after an act of which the answer was lost, or that somebody else's came between. */
export async function reload() {
  const before = changes;
  const found = await ask("GET", `${here}/codings`);
  // Something was done meanwhile that the answer may not know.
  if (before !== changes) return void (await reload());
  const own = found.filter((/** @type {any} */ c) => c.coder === data.account && c.code !== null && c.start !== null);
  codings = [...codings.filter((c) => !c.mine), ...own.map(coding)];
  draw();
}

/** What the service says was made, as the marks need it. @param {any} made @returns {Coding} */
export function coding(made) {
  const code = codes.find((c) => c.id === String(made.code));
  return { id: String(made.id), start: made.start, end: made.end, code: String(made.code), name: code?.name ?? "", color: code?.color ?? 0, mine: true };
}

/** A code that was made while coding. @param {any} made */
export function learn(made) {
  if (codes.some((c) => c.id === String(made.id))) return;
  const color = /^\d$/.test(made.color) ? Number(made.color) % 8 : (made.id - 1) % 8;
  codes.push({ id: String(made.id), name: made.name, definition: made.definition, color });
}
