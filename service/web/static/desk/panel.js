// @ts-check
/** The panel beside the paper: drawn for the words chosen, at once from what is known here, then by the service. */

import { fragment } from "./api.js";
import { mine, note } from "./codings.js";
import { Drafts } from "./drafts.js";
import { about, choice, data, leaf, marks, own, page, panel, stretches, text, view } from "./opened.js";
import { renew } from "./renew.js";
import { asClocksSay } from "./times.js";

/** @typedef {import("./opened.js").Span} Span */

export const drafts = new Drafts(`thirdorder.drafts.${own}.${data.paper}`, panel, () => about(choice.span));

/** The words the panel speaks of: always those chosen, so that what is typed in it is about them. */
let drawn = data.about;

/**
 * What the desk knows of the words chosen without asking: the words, one's own codes on them, every field to type in.
 * The panel has them before a key can be pressed; the service's answer fills in the rest.
 * @param {Span | null} span
 */
export function atOnce(span) {
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
    const on = mine().filter((c) => c.start < span.end && c.end > span.start);
    if (on.length) fresh.querySelector("[data-mine]")?.replaceChildren(...on.map(chip));
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

/** @param {import("./marks.js").Coding} one */
function chip(one) {
  const row = document.createElement("li");
  row.className = `chip c${one.color}`;
  row.textContent = one.name;
  return row;
}

/** One's memos as the panel names them, if it does: drawn where they stand. */
export function remember() {
  const listed = panel.querySelector("[data-memos]");
  if (listed instanceof HTMLElement) note(JSON.parse(listed.dataset.memos ?? "[]"));
}

/** Name in the panel what was typed about any words and not sent. */
export const listDrafts = () => drafts.list(panel.querySelector("[data-key=drafts]"), (start, end) => text.slice(start, end));

let asked = 0;
/** The latest drawing of the panel. @type {Promise<boolean>} */
let latest = Promise.resolve(true);
/** Draw the panel anew for what is chosen; kept once the newest answer stands there, or none came (false). */
export function refresh() {
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
  listDrafts();
  drafts.show();
  remember();
  // What one was at is gone, as a code that was taken off: go on from the panel, not from the top of the page.
  if (inside && !panel.contains(document.activeElement)) panel.focus({ preventScroll: true });
  return true;
}

/** Corrections that show in the words themselves: what is findings, and whose words the lines beside them say. */
export const IN_WORDS = new Set(["findings", "voice", "group"]);

/** Mark anew what such a correction changed, in place: where one reads, and what one opened, stays. */
export async function remark() {
  const fresh = new DOMParser().parseFromString(await fragment(`${page}${view ? "?text" : ""}`), "text/html");
  const classes = new Map([...fresh.querySelectorAll("#leaf [data-start]")].map((part) => [part.getAttribute("data-start"), part]));
  for (const part of leaf.querySelectorAll("[data-start]")) {
    const now = classes.get(part.getAttribute("data-start"));
    if (!now) continue;
    part.setAttribute("class", now.getAttribute("class") ?? "");
    const [holder, other] = [part.parentElement, now.parentElement];
    if (holder?.matches(".holder") && other) holder.className = other.className;
  }
  for (const sheet of leaf.querySelectorAll("svg.layer")) {
    const lines = fresh.querySelectorAll(`svg.layer[data-page="${sheet.getAttribute("data-page")}"] > a.handle`);
    for (const old of sheet.querySelectorAll(":scope > a.handle")) old.remove();
    sheet.prepend(...[...lines].map((line) => document.importNode(line, true)));
  }
  stretches.splice(0, stretches.length, ...JSON.parse(fresh.getElementById("desk")?.textContent ?? "{}").stretches);
  marks.choose(choice.span);
}
