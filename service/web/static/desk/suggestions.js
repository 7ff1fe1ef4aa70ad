// @ts-check
/** Suggestions in the panel: shown on request, gone through, and what one makes of each. */

import { API } from "./api.js";
import { go } from "./choosing.js";
import { learn, mine, reload } from "./codings.js";
import { didIt } from "./doing.js";
import { acts, codes, here, panel, refused, tell } from "./opened.js";
import { drafts, refresh } from "./panel.js";

/** @typedef {"accepted" | "changed" | "rejected" | "withdrawn"} Verdict */

/** Suggestions that can be seen: not those folded away because they are less likely. */
const seen = () => /** @type {HTMLElement[]} */ ([...panel.querySelectorAll("[data-suggestion]")]).filter((s) => s.checkVisibility());

function next() {
  const waiting = seen().filter((s) => !s.dataset.verdict);
  const held = document.activeElement?.closest("[data-suggestion]");
  const one = waiting[(held instanceof HTMLElement ? waiting.indexOf(held) : -1) + 1] ?? waiting[0];
  one?.focus();
  return one;
}

/** Go to the next suggestion not decided, else to the next passage without one's code. */
export function undecided() {
  if (seen().length && next()) return;
  go(1, (s) => s.relevant && !mine().some((c) => c.start < s.end && c.end > s.start));
}

const part = () => panel.querySelector("[data-key=suggestions]");
const none = () => part()?.querySelector("[data-none]")?.textContent;

/** Show the suggestions from now on. Where there are none, nothing is shown, and what one codes stays independent. */
export async function showSuggestions() {
  if (seen().length) return void next();
  try {
    if (!part()?.matches("[data-shown]")) {
      // Some may have been learned since the panel was drawn.
      if (none()) await refresh();
      if (!part()?.querySelector("form[data-act=reveal]")) return tell(none() ?? "This review asks for no suggestions.");
      await acts.do("POST", `${here}/reveal`);
    }
    if (!(await refresh())) return tell("The service does not answer: press s again when it does.");
    if (!next()) tell(none() ?? "Every suggestion is decided.");
  } catch (why) {
    refused(why);
  }
}

/** @param {HTMLElement} one @param {Verdict} verdict */
export async function decide(one, verdict) {
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
      if (made) learn(made);
      instead = Number(known?.id ?? made.id);
    }
    await acts.do("POST", `${here}/decisions`, { ...words, verdict, reason: verdict === "withdrawn" ? "" : why, instead });
    const says = { accepted: "Accepted: these words carry the code now.", changed: `These words carry “${other}” now.`, rejected: "Rejected.", withdrawn: "Taken back: this suggestion waits again." }[verdict];
    await reload();
    if (verdict === "withdrawn") tell(says);
    else didIt({ says, method: "POST", url: `${here}/decisions`, body: { ...words, verdict: "withdrawn", reason: "" } });
    await refresh();
    if (verdict !== "withdrawn") next();
  } catch (refusal) {
    putBack();
    refused(refusal);
  }
}

/** Decide on the suggestion that has the focus. @param {"accepted" | "rejected" | "changed"} verdict */
export function judge(verdict) {
  const held = document.activeElement?.closest("[data-suggestion]");
  if (!(held instanceof HTMLElement)) return tell("Press s to go to a suggestion first.");
  if (verdict !== "changed") return void decide(held, verdict);
  held.querySelector("details[data-kept=instead]")?.setAttribute("open", "");
  /** @type {HTMLInputElement | null} */ (held.querySelector("[name=instead]"))?.focus();
}
