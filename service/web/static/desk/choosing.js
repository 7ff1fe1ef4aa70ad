// @ts-check
/** Choosing words: with the mouse, a finger or the browser's own selection, and by going from passage to passage. */

import { mine } from "./codings.js";
import { atOnce, refresh } from "./panel.js";
import { choice, leaf, marks, page, panel, stretches, surface, tell, text, view } from "./opened.js";
import { Pages, Running } from "./surface.js";
import { typing } from "./keys.js";

/** @typedef {import("./opened.js").Span} Span */
/** @typedef {import("./opened.js").Stretch} Stretch */

/** @param {Span | null} span @param {{scroll?: boolean, focus?: boolean}} [how] */
export function choose(span, how = {}) {
  if (span) choice.take(span);
  else choice.clear();
  chosen(how);
}
leaf.addEventListener("choose", (event) => choose(/** @type {CustomEvent<Span>} */ (event).detail));

/** Show what is chosen, and what is known of it. @param {{scroll?: boolean, focus?: boolean}} [how] */
export function chosen(how = {}) {
  const span = choice.span;
  marks.choose(span);
  document.body.classList.toggle("choosing", span !== null);
  if (span && how.focus) focusWords();
  if (span && how.scroll) intoView(span);
  atOnce(span);
  later(() => {
    const query = span ? `?start=${span.start}&end=${span.end}` : "";
    history.replaceState(null, "", `${page}${query}${query && view ? "&" : view ? "?" : ""}${view}`);
    void refresh();
  });
}

/** Put the focus into the words chosen, else into the paper. */
export function focusWords() {
  const part = choice.span ? surface.elementAt(choice.span.start) : leaf;
  if (part instanceof HTMLElement || part instanceof SVGElement) part.focus({ preventScroll: true });
}

/** @param {Span} span */
export function intoView(span) {
  const part = surface.elementAt(span.start);
  let place = surface.place(span);
  if (!place || (place.width === 0 && place.height === 0)) part?.scrollIntoView({ block: "center" });
  place = surface.place(span);
  if (!place) return;
  const box = leaf.getBoundingClientRect();
  const scrolled = getComputedStyle(leaf).overflowY === "auto" && leaf.scrollHeight > leaf.clientHeight;
  const top = scrolled ? box.top : 0;
  const bottom = Math.min(scrolled ? box.bottom : innerHeight, innerHeight);
  if (place.top > top + 40 && place.bottom < bottom - (scrolled ? 60 : innerHeight * 0.45)) return;
  const by = place.top - top - (bottom - top) / 3;
  if (scrolled) leaf.scrollBy({ top: by });
  else scrollBy({ top: by });
}

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
/** @param {() => void} act */
function later(act) {
  clearTimeout(timer);
  timer = setTimeout(act, 60);
}

/** Go to the next passage or the one before. @param {1 | -1} step @param {(s: Stretch) => boolean} [wanted] */
export function go(step, wanted = (s) => s.relevant) {
  const at = choice.span ? choice.span.start : step > 0 ? firstInView() - 1 : firstInView();
  const order = step > 0 ? stretches : [...stretches].reverse();
  const any = stretches.some((s) => s.relevant) ? wanted : (/** @type {Stretch} */ s) => s.id !== "";
  const ahead = order.find((s) => any(s) && (step > 0 ? s.start > at : s.start < at));
  // With nothing chosen, a page below the findings has none ahead: begin with the first.
  const next = ahead ?? (choice.span ? undefined : order.find(any));
  if (!next) return tell(step > 0 ? "That was the last one." : "That was the first one.");
  choose(next, { focus: true, scroll: true });
}

/** The offset of what is at the top of the window. */
function firstInView() {
  const box = leaf.getBoundingClientRect();
  return surface.offsetAt(box.left + box.width / 3, Math.max(box.top, 0) + 60) ?? 0;
}

// --- the mouse --------------------------------------------------------------------------------------------------

/** @type {{from: number, x: number, y: number, moved: boolean} | null} */
let drag = null;

/** @param {EventTarget | null} target */
const inWords = (target) => target instanceof Element && leaf.contains(target) && !target.closest("a, button, .bar, input");

leaf.addEventListener("pointerdown", (event) => {
  if (event.button !== 0 || event.pointerType === "touch" || !inWords(event.target)) return;
  if (surface instanceof Running) return;
  const from = surface.offsetAt(event.clientX, event.clientY);
  if (from === null) return;
  event.preventDefault();
  getSelection()?.removeAllRanges();
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  if (event.shiftKey && choice.span) {
    const { start, end } = choice.span;
    choice.between(from < (start + end) / 2 ? end : start, from);
    return chosen();
  }
  drag = { from, x: event.clientX, y: event.clientY, moved: false };
  leaf.setPointerCapture(event.pointerId);
});
leaf.addEventListener("pointermove", (event) => {
  if (!drag || !(surface instanceof Pages)) return;
  if (Math.hypot(event.clientX - drag.x, event.clientY - drag.y) > 4) drag.moved = true;
  if (!drag.moved) return;
  const to = surface.offsetAt(event.clientX, event.clientY);
  if (to !== null && choice.between(drag.from, to)) marks.choose(choice.span);
  const box = leaf.getBoundingClientRect();
  const bottom = Math.min(box.bottom, innerHeight);
  if (event.clientY > bottom - 30) leaf.scrollBy({ top: 24 });
  if (event.clientY < Math.max(box.top, 0) + 30) leaf.scrollBy({ top: -24 });
});
leaf.addEventListener("pointerup", (event) => {
  if (!drag) return;
  const { from, moved } = drag;
  drag = null;
  leaf.releasePointerCapture(event.pointerId);
  if (moved) chosen({ focus: true });
  else pointed(from, event.detail);
});
leaf.addEventListener("pointercancel", () => (drag = null));
leaf.addEventListener("dblclick", (event) => {
  if (!inWords(event.target)) return;
  const at = surface.offsetAt(event.clientX, event.clientY);
  const sentence = at === null ? null : choice.sentenceAt(at);
  if (!sentence) return;
  getSelection()?.removeAllRanges();
  choose(sentence, { focus: true });
});

/** One press on words: the smallest coding of one's own there, else their passage. @param {number} offset @param {number} [times] */
function pointed(offset, times = 1) {
  if (times > 1) return;
  const on = mine().filter((c) => c.start <= offset && offset < c.end).sort((a, b) => a.end - a.start - (b.end - b.start));
  choose(on[0] ?? choice.stretchAt(offset), { focus: true });
}

// --- touch, and running text: the browser's own selection is taken over where it ends -------------------------------

document.addEventListener("selectionchange", () => {
  const own = getSelection();
  if (!own || own.isCollapsed || !own.anchorNode || !own.focusNode || drag) return;
  if (!leaf.contains(own.anchorNode) || !leaf.contains(own.focusNode)) return;
  const from = surface.offsetOf(own.anchorNode, own.anchorOffset);
  const to = surface.offsetOf(own.focusNode, own.focusOffset);
  if (from === null || to === null || !choice.between(from, to)) return;
  marks.choose(choice.span);
  selecting = true;
  if (!pressed) settle();
});
/** Whether a finger or button is down on the words, and whether the browser's selection grew and is not taken over yet. */
let pressed = false;
let selecting = false;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let settling;
/** Take a selection over once it rests: a sheet that rose from below while it grows would cover its words. */
function settle() {
  clearTimeout(settling);
  settling = setTimeout(() => {
    if (!selecting || pressed) return;
    selecting = false;
    chosen({ scroll: matchMedia("(max-width: 56.25rem)").matches });
  }, 200);
}
leaf.addEventListener("pointerdown", () => (pressed = true), { capture: true });
for (const ended of ["pointerup", "pointercancel"]) {
  addEventListener(ended, () => {
    pressed = false;
    if (selecting) settle();
  });
}
leaf.addEventListener("click", (event) => {
  if (!(surface instanceof Running) || !inWords(event.target) || event.detail > 1) return;
  if (getSelection()?.isCollapsed === false) return;
  const at = surface.offsetAt(event.clientX, event.clientY);
  if (at !== null) pointed(at);
});
document.addEventListener("copy", (event) => {
  if (typing(event.target) || !choice.span || panel.contains(getSelection()?.anchorNode ?? null)) return;
  event.clipboardData?.setData("text/plain", text.slice(choice.span.start, choice.span.end));
  event.preventDefault();
});
