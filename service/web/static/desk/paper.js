// @ts-check
/** The reader: one paper, what is chosen in it, and what becomes of that. */

import { API, Acts, Refusal, ask, fragment } from "./api.js";
import { Choice } from "./choice.js";
import { Drafts } from "./drafts.js";
import { meaning, off, showKeys, typing } from "./keys.js";
import { Marks } from "./marks.js";
import { Palette } from "./palette.js";
import { follow } from "./progress.js";
import { renew } from "./renew.js";
import { Pages, Running } from "./surface.js";
import { PaperText, bare, characters } from "./text.js";
import { asClocksSay } from "./times.js";

/** @typedef {{start: number, end: number}} Span */
/** @typedef {import("./marks.js").Coding} Coding */
/** @typedef {import("./marks.js").Note} Note */
/** @typedef {import("./palette.js").Code} Code */
/** @typedef {Span & {id: string, relevant: boolean}} Stretch */

const leaf = /** @type {HTMLElement} */ (document.getElementById("leaf"));
const panel = /** @type {HTMLElement} */ (document.getElementById("panel"));
const said = /** @type {HTMLElement} */ (document.getElementById("said"));
const undoButton = /** @type {HTMLButtonElement | null} */ (document.querySelector("[data-act=undo]"));
const data = JSON.parse(document.getElementById("desk")?.textContent ?? "{}");

const text = new PaperText(data.text);
/** @type {Coding[]} */
let codings = data.codings;
/** One's own memos on words of this paper. @type {Note[]} */
let notes = data.memos ?? [];
/** @type {Code[]} */
const codes = data.codes;
/** Codes used last, by id, the latest first. @type {string[]} */
let recent = data.recent;
/** @type {Stretch[]} */
const stretches = data.stretches;
const here = `${API}/papers/${data.paper}`;
const page = location.pathname;
/** What u takes back: acts of this visit, the last at the end. @type {{says: string, back: () => Promise<void>}[]} */
const done = [];

document.documentElement.classList.add("scripted");
const surface = leaf.querySelector("svg.layer") ? new Pages(leaf) : new Running(leaf, text);
const choice = new Choice(text, surface.words, stretches, data.language || "en");
const marks = new Marks(surface, (words) => choose(words));
const palette = new Palette(/** @type {HTMLDialogElement} */ (document.getElementById("palette")), () => {
  const order = new Map(recent.map((id, k) => [id, k]));
  return [...codes].sort((a, b) => (order.get(a.id) ?? 999) - (order.get(b.id) ?? 999) || a.name.localeCompare(b.name));
});
const acts = new Acts(`thirdorder.acts.${data.project}.${data.person}`, (waiting, conflicts) => {
  const line = /** @type {HTMLElement} */ (document.getElementById("offline"));
  const said = waiting ? [`No answer from the service. ${waiting} ${waiting === 1 ? "act waits" : "acts wait"} on this computer and will be sent in order.`] : [];
  const words = [...said, ...conflicts].join(" ");
  if (line.hidden === !words && line.dataset.words === words) return; // a button that is just being pressed stays
  line.hidden = !words;
  line.dataset.words = words;
  line.replaceChildren(words);
  if (!conflicts.length) return;
  const seen = document.createElement("button");
  seen.type = "button";
  seen.textContent = "I have seen it";
  seen.addEventListener("click", () => acts.seen());
  line.append(" ", seen);
});
marks.draw(codings, notes);
const drafts = new Drafts(`thirdorder.drafts.${data.project}.${data.person}.${data.paper}`, panel, () => about(choice.span));

// --- choosing ---------------------------------------------------------------------------------------------------

/** @param {Span | null} span @param {{scroll?: boolean, focus?: boolean, quiet?: boolean}} [how] */
function choose(span, how = {}) {
  if (span) choice.take(span);
  else choice.clear();
  chosen(how);
}

/** Show what is chosen, and what is known of it. @param {{scroll?: boolean, focus?: boolean}} [how] */
function chosen(how = {}) {
  const span = choice.span;
  marks.choose(span);
  document.body.classList.toggle("choosing", span !== null);
  if (span && how.focus) {
    const part = surface.elementAt(span.start);
    if (part instanceof HTMLElement || part instanceof SVGElement) part.focus({ preventScroll: true });
  }
  if (span && how.scroll) intoView(span);
  atOnce(span);
  later(() => {
    const query = span ? `?start=${span.start}&end=${span.end}` : "";
    history.replaceState(null, "", `${page}${query}${query && view ? "&" : view ? "?" : ""}${view}`);
    void refresh();
  });
}

const view = new URLSearchParams(location.search).has("text") ? "text" : "";

/** @param {Span} span */
function intoView(span) {
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

/** @param {Span | null} span */
const about = (span) => (span ? `${span.start}-${span.end}` : "");

/** The words the panel speaks of: always those chosen, so that what is typed in it is about them. */
let drawn = data.about;

/**
 * What the desk knows of the words chosen without asking: the words, one's own codes on them, every field to type in.
 * The panel has them before a key can be pressed; the service's answer fills in the rest.
 * @param {Span | null} span
 */
function atOnce(span) {
  if (about(span) === drawn) return;
  const [from, to] = drawn.split("-").map(Number);
  // Words made longer or shorter are still those one writes of; what is written of others stays with them.
  if (span && drawn && from < span.end && span.start < to) drafts.move(drawn, about(span));
  drawn = about(span);
  if (span) {
    const words = /** @type {HTMLTemplateElement} */ (document.getElementById("words"));
    const fresh = /** @type {DocumentFragment} */ (words.content.cloneNode(true));
    fresh.querySelector("[data-words]")?.replaceChildren(text.slice(span.start, span.end));
    for (const field of /** @type {NodeListOf<HTMLInputElement>} */ (fresh.querySelectorAll("input[name=start]"))) field.setAttribute("value", String(span.start));
    for (const field of /** @type {NodeListOf<HTMLInputElement>} */ (fresh.querySelectorAll("input[name=end]"))) field.setAttribute("value", String(span.end));
    const own = codings.filter((c) => c.mine && c.start < span.end && c.end > span.start);
    if (own.length) fresh.querySelector("[data-mine]")?.replaceChildren(...own.map(chip));
    const old = panel.querySelector("[data-key=suggestions]");
    if (old) fresh.append(waiting("section", "suggestions"));
    renew(panel, fresh);
  }
  drafts.show();
}

/** @param {string} tag @param {string} key */
function waiting(tag, key) {
  const one = document.createElement(tag);
  one.dataset.key = key;
  one.dataset.waits = "";
  return one;
}

/** @param {Coding} one */
function chip(one) {
  const row = document.createElement("li");
  row.className = `chip c${one.color}`;
  row.textContent = one.name;
  return row;
}

/** One's memos as the panel names them, if it does: drawn where they stand. */
function remember() {
  const listed = panel.querySelector("[data-memos]");
  if (!(listed instanceof HTMLElement)) return;
  notes = JSON.parse(listed.dataset.memos ?? "[]");
  marks.draw(codings, notes);
}

let asked = 0;
/** The latest drawing of the panel. @type {Promise<boolean>} */
let latest = Promise.resolve(true);
/** Draw the panel anew for what is chosen; kept once the newest answer stands there, or none came (false). */
function refresh() {
  latest = redraw(++asked, choice.span);
  return latest;
}

/** An older answer never comes over a newer one. @param {number} mine @param {Span | null} span @returns {Promise<boolean>} */
async function redraw(mine, span) {
  let html = "";
  try {
    html = await fragment(`${page}/panel${span ? `?start=${span.start}&end=${span.end}` : ""}`);
  } catch {
    return mine === asked ? false : latest;
  }
  if (mine !== asked) return latest;
  // Other words were chosen since: their own drawing is on its way.
  if (about(span) !== about(choice.span)) return false;
  const fresh = document.createElement("template");
  fresh.innerHTML = html;
  asClocksSay(fresh.content);
  const inside = panel.contains(document.activeElement);
  renew(panel, fresh.content);
  for (const part of panel.querySelectorAll("[aria-busy]")) part.removeAttribute("aria-busy");
  drafts.list(panel.querySelector("[data-key=drafts]"), (start, end) => text.slice(start, end));
  drafts.show();
  remember();
  // What one was at is gone, as a code that was taken off: go on from the panel, not from the top of the page.
  if (inside && !panel.contains(document.activeElement)) panel.focus({ preventScroll: true });
  return true;
}

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
  const on = codings.filter((c) => c.start <= offset && offset < c.end && c.mine).sort((a, b) => a.end - a.start - (b.end - b.start));
  const stretch = choice.stretchAt(offset);
  choose(on[0] ?? stretch, { focus: true });
}

// Touch, and running text: the browser's own selection is taken over where it ends.
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

// --- acts -------------------------------------------------------------------------------------------------------

/** @param {string} words */
function tell(words) {
  said.textContent = "";
  requestAnimationFrame(() => (said.textContent = words));
}

/** @param {unknown} why */
function refused(why) {
  tell(why instanceof Refusal ? why.message : String(why));
}

/** @param {{says: string, back: () => Promise<void>}} act */
function didIt(act) {
  done.push(act);
  if (undoButton) undoButton.disabled = false;
  tell(act.says);
}

async function undo() {
  const last = done.pop();
  if (!last) return tell("There is nothing of this visit to take back.");
  await last.back();
  if (undoButton) undoButton.disabled = done.length === 0;
  tell(`Taken back: ${last.says}`);
}

/** What the service says was made, as the marks need it. @param {any} made @returns {Coding} */
function coding(made) {
  const code = codes.find((c) => c.id === String(made.code));
  return { id: String(made.id), start: made.start, end: made.end, code: String(made.code), name: code?.name ?? "", color: code?.color ?? 0, mine: true };
}

/** All codings of the paper anew: after an act of which the answer was lost, or that somebody else's came between. */
async function reload() {
  const before = changes;
  const found = await ask("GET", `${here}/codings`);
  // Something was done meanwhile that the answer may not know.
  if (before !== changes) return void (await reload());
  const own = found.filter((/** @type {any} */ c) => c.coder === data.account && c.code !== null && c.start !== null);
  codings = [...codings.filter((c) => !c.mine), ...own.map(coding)];
  marks.draw(codings, notes);
}

/** How often codings were put or taken off here. */
let changes = 0;

/** @param {Coding} one */
function put(one) {
  changes++;
  codings = [...codings.filter((c) => c.id !== one.id), one];
  marks.draw(codings, notes);
}

/** @param {string} id */
function takeOff(id) {
  changes++;
  codings = codings.filter((c) => c.id !== id);
  marks.draw(codings, notes);
}

/** Code what is chosen; whether it was taken. @param {{code?: string, name?: string, invivo?: boolean}} what */
async function code(what) {
  const span = choice.span;
  if (!span) return tell("Choose words first: drag over them, or press j."), false;
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
    if (!codes.some((c) => c.id === String(made.code.id))) learn(made.code);
    const one = coding(made.coding);
    put(one);
    recent = [one.code, ...recent.filter((id) => id !== one.code)];
    didIt({ says: `Coded: ${one.name}`, back: () => uncode(one.id, false) });
    void refresh();
    return true;
  } catch (why) {
    takeOff(shown.id);
    refused(why);
    void refresh();
    return false;
  }
}

/** A code that was made while coding. @param {any} made */
function learn(made) {
  const color = /^\d$/.test(made.color) ? Number(made.color) % 8 : (made.id - 1) % 8;
  codes.push({ id: String(made.id), name: made.name, definition: made.definition, color });
}

/** @param {string} id @param {boolean} undoable */
async function uncode(id, undoable = true) {
  const one = codings.find((c) => c.id === id);
  takeOff(id);
  try {
    await acts.do("DELETE", `${API}/codings/${id}`);
    if (undoable && one) didIt({ says: `Taken off: ${one.name}`, back: () => recode(one) });
  } catch (why) {
    if (one) put(one);
    refused(why);
  }
  void refresh();
}

/** @param {Coding} one */
async function recode(one) {
  put(one);
  try {
    const again = await acts.do("POST", `${API}/codings/${one.id}/restore`);
    if (!again.repeated) {
      takeOff(one.id);
      put(coding(again));
    }
  } catch (why) {
    takeOff(one.id);
    refused(why);
  }
  void refresh();
}

function openPalette(searching = true) {
  const span = choice.span;
  const words = span ? text.slice(span.start, span.end) : "";
  palette.open(span ? `Code “${words.length > 60 ? `${words.slice(0, 58)}…` : words}”` : "Find a code or search", searching, (pick) => {
    if (pick.kind === "search") location.href = `${data.home}/search?q=${encodeURIComponent(pick.words)}`;
    else if (pick.kind === "new") void code({ name: pick.name });
    else if (span) void code({ code: pick.code.id });
    else location.href = `${data.home}/codes/${pick.code.id}`;
    const part = span ? surface.elementAt(span.start) : leaf;
    if (part instanceof HTMLElement || part instanceof SVGElement) part.focus({ preventScroll: true });
  });
}

/** In the words themselves, at most as long as a name can be. */
function inVivo() {
  if (!choice.span) return tell("Choose the words that shall be the code.");
  const name = bare(text.slice(choice.span.start, choice.span.end));
  if (characters(name) > 120) return tell("These are too many words for a code's name: choose fewer.");
  void code({ name, invivo: true });
}

// --- going about ------------------------------------------------------------------------------------------------

/** @param {1 | -1} step @param {(s: Stretch) => boolean} [wanted] */
function go(step, wanted = (s) => s.relevant) {
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

/** Suggestions that can be seen: not those folded away because none is sure enough. */
const suggestions = () => /** @type {HTMLElement[]} */ ([...panel.querySelectorAll("[data-suggestion]")]).filter((s) => s.checkVisibility());

function nextSuggestion() {
  const waiting = suggestions().filter((s) => !s.dataset.verdict);
  const held = document.activeElement?.closest("[data-suggestion]");
  const next = waiting[(held instanceof HTMLElement ? waiting.indexOf(held) : -1) + 1] ?? waiting[0];
  next?.focus();
  return next;
}

function undecided() {
  if (suggestions().length && nextSuggestion()) return;
  go(1, (s) => s.relevant && !codings.some((c) => c.mine && c.start < s.end && c.end > s.start));
}

/** @typedef {"accepted" | "changed" | "rejected" | "withdrawn"} Verdict */

/** @param {HTMLElement} one @param {Verdict} verdict */
async function decide(one, verdict) {
  const { code: which, start, end } = one.dataset;
  const field = (/** @type {string} */ name) => /** @type {HTMLInputElement | null} */ (one.querySelector(`[name=${name}]`))?.value.trim() ?? "";
  const [why, other] = [field("why"), field("instead")];
  if (verdict === "changed" && !other) return tell("Name the code that belongs there instead.");
  const words = { code: Number(which), start: Number(start), end: Number(end) };
  const form = one.querySelector("form");
  const putBack = form ? drafts.sent(form) : () => {};
  try {
    /** @type {number | undefined} */
    let instead;
    if (verdict === "changed") {
      const known = codes.find((c) => c.name.toLowerCase() === other.toLowerCase());
      const made = known ? null : await acts.do("POST", `${API}/codes`, { name: other });
      if (made && !codes.some((c) => c.id === String(made.id))) learn(made);
      instead = Number(known?.id ?? made.id);
    }
    await acts.do("POST", `${here}/decisions`, { ...words, verdict, reason: verdict === "withdrawn" ? "" : why, instead });
    const says = { accepted: "Accepted: these words carry the code now.", changed: `These words carry “${other}” now.`, rejected: "Rejected.", withdrawn: "Taken back: this suggestion waits again." }[verdict];
    await reload();
    if (verdict === "withdrawn") tell(says);
    else didIt({ says, back: () => withdraw(words) });
    await refresh();
    if (verdict !== "withdrawn") nextSuggestion();
  } catch (refusal) {
    putBack();
    refused(refusal);
  }
}

/** Take the latest verdict on a suggestion back: what stood before it stands again. @param {{code: number, start: number, end: number}} words */
async function withdraw(words) {
  try {
    await acts.do("POST", `${here}/decisions`, { ...words, verdict: "withdrawn", reason: "" });
    await reload();
  } catch (refusal) {
    refused(refusal);
  }
  await refresh();
  const again = panel.querySelector(`[data-key="${words.code}-${words.start}-${words.end}"]`);
  if (again instanceof HTMLElement) again.focus();
}

async function showSuggestions() {
  if (suggestions().length) return void nextSuggestion();
  try {
    await acts.do("POST", `${here}/reveal`);
    if (!(await refresh())) return tell("The service does not answer: press s again when it does.");
    if (!nextSuggestion()) tell(panel.querySelector("[data-none]")?.textContent ?? "Every suggestion is decided.");
  } catch (why) {
    refused(why);
  }
}

/** Open a part of the panel and go to its field. @param {string} name */
function toField(name) {
  const part = panel.querySelector(`details[data-kept="${name}"]`);
  part?.setAttribute("open", "");
  const field = /** @type {HTMLElement | null} */ (part?.querySelector("form[data-key] :is(textarea, select, input:not([type=hidden]))") ?? null);
  if (field) field.focus();
  else tell("Choose words first: drag over them, or press j.");
}

/** @type {Record<string, () => void>} */
const does = {
  next: () => go(1),
  previous: () => go(-1),
  undecided,
  code: () => (choice.span ? openPalette() : tell("Choose words first: drag over them, or press j.")),
  palette: () => openPalette(),
  invivo: inVivo,
  memo: () => toField("memo"),
  suggestions: () => void showSuggestions(),
  voice: () => toField("voice"),
  relevance: () => toField("relevance"),
  undo: () => void undo(),
  help: () => showKeys(/** @type {HTMLDialogElement} */ (document.getElementById("keys"))),
  accept: () => judge("accepted"),
  reject: () => judge("rejected"),
  change: () => judge("changed"),
};

/** @param {"accepted" | "rejected" | "changed"} verdict */
function judge(verdict) {
  const held = document.activeElement?.closest("[data-suggestion]");
  if (!(held instanceof HTMLElement)) return tell("Press s to go to a suggestion first.");
  if (verdict !== "changed") return void decide(held, verdict);
  held.querySelector("details[data-kept=instead]")?.setAttribute("open", "");
  /** @type {HTMLInputElement | null} */ (held.querySelector("[name=instead]"))?.focus();
}

document.addEventListener("keydown", (event) => {
  if (document.querySelector("dialog[open]") || typing(event.target)) return;
  const target = event.target instanceof Element ? event.target : null;
  const reading = !target || target === document.body || leaf.contains(target) || panel.contains(target);
  if (!reading) return;
  if (event.key === "Escape" && choice.span) return choose(null);
  const arrow = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -1, ArrowDown: 1 }[event.key];
  const word = event.key === "ArrowLeft" || event.key === "ArrowRight";
  if (arrow && !event.ctrlKey && !event.metaKey && !event.altKey && (target === null || !panel.contains(target)) && !off()) {
    const step = /** @type {1 | -1} */ (arrow);
    if (event.shiftKey && choice.span) word ? choice.extendWord(step) : choice.extendSentence(step);
    else if (word && !event.shiftKey && choice.span) choice.word(step);
    else return;
    event.preventDefault();
    chosen({ scroll: true });
    return;
  }
  const found = meaning(event);
  if (found === null) return;
  event.preventDefault();
  if (typeof found === "number") {
    const id = recent[found - 1];
    if (id) void code({ code: id });
  } else does[found]();
});

/** What is said of words and can be taken back: what stood before stands again. */
const BEFORE = new Set(["voice", "relevance"]);

/** @param {() => Promise<any>} act */
async function takeBack(act) {
  try {
    await act();
  } catch (why) {
    refused(why);
  }
  void refresh();
}

// --- the panel's own forms --------------------------------------------------------------------------------------

panel.addEventListener("submit", async (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  const button = /** @type {HTMLButtonElement | null} */ (event.submitter);
  const act = button?.dataset.act ?? form.dataset.act;
  if (!act) return;
  event.preventDefault();
  const values = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)]));
  const span = choice.span ?? { start: Number(values.start), end: Number(values.end) };
  if (act === "new-code" && !values.name.trim()) return;
  if (act === "decide") {
    const one = form.closest("[data-suggestion]");
    // Enter in the field for another code presses the form's first button: the field says what is meant.
    const meant = event.submitter === form.querySelector("button:not([type=button])") && document.activeElement instanceof HTMLInputElement ? document.activeElement.name : "";
    const verdict = meant === "instead" ? "changed" : meant === "why" ? "rejected" : /** @type {Verdict} */ (button?.value);
    return void (one instanceof HTMLElement && decide(one, verdict));
  }
  const putBack = drafts.sent(form);
  try {
    if (act === "code") return void code({ code: button?.value });
    if (act === "uncode") return void uncode(String(button?.value));
    if (act === "new-code") return void ((await code({ name: values.name.trim() })) || putBack());
    if (act === "reveal") return void showSuggestions();
    if (act === "memo" && form.dataset.key === "memo") {
      const made = await acts.do("POST", `${API}/memos`, { on_kind: "span", on_id: data.paper, ...span, text: values.text });
      if (made.id) didIt({ says: form.dataset.says ?? "Kept.", back: () => takeBack(() => acts.do("DELETE", `${API}/memos/${made.id}`)) });
      return void refresh();
    }
    const sent = { ...values, ...("start" in values ? { start: String(span.start), end: String(span.end) } : {}) };
    await acts.do("FORM", form.action, sent);
    const says = form.dataset.says ?? "Kept.";
    if (!BEFORE.has(values.what)) tell(says);
    else didIt({ says, back: () => takeBack(() => acts.do("FORM", form.action, { ...sent, value: "as before", ...(values.group?.trim() ? { group: "as before" } : {}) })) });
    if (form.dataset.reload !== undefined) return location.reload();
  } catch (why) {
    putBack();
    refused(why);
  }
  void refresh();
});

document.addEventListener("click", (event) => {
  const target = event.target instanceof Element ? event.target : null;
  const jump = target?.closest("[data-jump]");
  if (jump instanceof HTMLElement) {
    event.preventDefault();
    const [start, end] = (jump.dataset.jump ?? "").split("-").map(Number);
    choose({ start, end }, { scroll: true, focus: true });
  }
  const act = target?.closest("[data-act]");
  const name = act instanceof HTMLElement ? (act.dataset.act ?? "") : "";
  if (act instanceof HTMLElement && (name === "copy" || !act.closest("form"))) {
    if (name === "copy") void copy(act.dataset.copy ?? "");
    else if (name in does) does[name]();
  }
});

/** @param {string} words */
async function copy(words) {
  await navigator.clipboard.writeText(words);
  tell("Copied with its citation and page.");
}

// A page whose picture cannot be drawn still has its words: they are shown, and the reader is told.
function without(/** @type {HTMLImageElement} */ picture) {
  const sheet = picture.closest(".sheet");
  if (!sheet || sheet.classList.contains("bare")) return;
  sheet.classList.add("bare");
  const line = document.createElement("p");
  line.className = "meta";
  line.textContent = "This page cannot be shown as a picture. Its words stand where they are printed, and can be coded.";
  sheet.prepend(line);
}
for (const picture of /** @type {NodeListOf<HTMLImageElement>} */ (leaf.querySelectorAll(".sheet img"))) {
  if (picture.complete && picture.naturalWidth === 0 && picture.currentSrc) without(picture);
  picture.addEventListener("error", () => without(picture));
}

asClocksSay(document);
remember();
// Where one left: what the address says, else where the page was.
const asks = new URLSearchParams(location.search);
const place = `thirdorder.place.${data.paper}${view}`;
if (asks.has("start")) {
  choice.take({ start: Number(asks.get("start")), end: Number(asks.get("end")) });
  marks.choose(choice.span);
  document.body.classList.add("choosing");
  if (choice.span) intoView(choice.span);
} else if (data.chosen) {
  choose(data.chosen, { scroll: true });
} else leaf.scrollTop = Number(localStorage.getItem(place) ?? 0);
drafts.list(panel.querySelector("[data-key=drafts]"), (start, end) => text.slice(start, end));
drafts.show();
leaf.addEventListener("scroll", () => localStorage.setItem(place, String(Math.round(leaf.scrollTop))), { passive: true });
follow(() => {});
document.body.dataset.ready = "true";
