// @ts-check
/** The paper that lies open: its words, what is chosen in them, the codes, and how acts are sent and told. */

import { API, Acts, Refusal } from "./api.js";
import { Choice } from "./choice.js";
import { Marks } from "./marks.js";
import { Pages, Running } from "./surface.js";
import { PaperText } from "./text.js";

/** @typedef {{start: number, end: number}} Span */
/** @typedef {import("./palette.js").Code} Code */
/** @typedef {Span & {id: string, relevant: boolean}} Stretch */

export const leaf = /** @type {HTMLElement} */ (document.getElementById("leaf"));
export const panel = /** @type {HTMLElement} */ (document.getElementById("panel"));
const said = /** @type {HTMLElement} */ (document.getElementById("said"));
export const data = JSON.parse(document.getElementById("desk")?.textContent ?? "{}");

export const page = location.pathname;
export const view = new URLSearchParams(location.search).has("text") ? "text" : "";
/** The paper's address in the API. */
export const here = `${API}/papers/${data.paper}`;
/** Under what this person's things of this project are kept on this computer. */
export const own = `${data.project}.${data.person}`;

export const text = new PaperText(data.text);
/** @type {Code[]} */
export const codes = data.codes;
/** Codes used last, by id, the latest first. @type {string[]} */
export const recent = data.recent;
/** @type {Stretch[]} */
export const stretches = data.stretches;

document.documentElement.classList.add("scripted");
export const surface = leaf.querySelector("svg.layer") ? new Pages(leaf) : new Running(leaf, text);
export const choice = new Choice(text, surface.words, stretches, data.language || "en");
/** A bar or a memo's mark that is pressed chooses its words. */
export const marks = new Marks(surface, (words) => leaf.dispatchEvent(new CustomEvent("choose", { detail: words })));

export const acts = new Acts(`thirdorder.acts.${own}`, (waiting, conflicts) => {
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

/** A span as one word; empty where nothing is chosen. @param {Span | null} span */
export const about = (span) => (span ? `${span.start}-${span.end}` : "");

/** @param {string} words */
export function tell(words) {
  said.textContent = "";
  requestAnimationFrame(() => (said.textContent = words));
}

/** @param {unknown} why */
export function refused(why) {
  tell(why instanceof Refusal ? why.message : String(why));
}

export const CHOOSE_FIRST = "Choose words first: drag over them, or press j.";
