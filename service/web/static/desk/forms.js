// @ts-check
/** The panel's own forms and links, sent without leaving the page. */

import { API } from "./api.js";
import { choose } from "./choosing.js";
import { code, didIt, uncode } from "./doing.js";
import { CHOOSE_FIRST, acts, choice, data, panel, refused, tell } from "./opened.js";
import { IN_WORDS, drafts, refresh, remark } from "./panel.js";
import { decide, showSuggestions } from "./suggestions.js";

/** What is said of words and can be taken back: what stood before stands again. */
const BEFORE = new Set(["voice", "relevance", "findings"]);

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
    const verdict = meant === "instead" ? "changed" : meant === "why" ? "rejected" : /** @type {import("./suggestions.js").Verdict} */ (button?.value);
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
      if (made.id) didIt({ says: form.dataset.says ?? "Kept.", method: "DELETE", url: `${API}/memos/${made.id}` });
      return void refresh();
    }
    const sent = { ...values, ...("start" in values ? { start: String(span.start), end: String(span.end) } : {}) };
    await acts.do("FORM", form.action, sent);
    const says = form.dataset.says ?? "Kept.";
    const inWords = IN_WORDS.has(values.what);
    if (!BEFORE.has(values.what)) tell(says);
    else didIt({ says, method: "FORM", url: form.action, body: { ...sent, value: "as before", ...(values.group?.trim() ? { group: "as before" } : {}) }, inWords });
    if (inWords) await remark();
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
  const copied = target?.closest("[data-act=copy]");
  if (copied instanceof HTMLElement) void copy(copied.dataset.copy ?? "");
});

/** @param {string} words */
async function copy(words) {
  await navigator.clipboard.writeText(words);
  tell("Copied with its citation and page.");
}

/** Open a part of the panel and go to its field. @param {string} name */
export function toField(name) {
  const part = panel.querySelector(`details[data-kept="${name}"]`);
  part?.setAttribute("open", "");
  const field = /** @type {HTMLElement | null} */ (part?.querySelector("form[data-key] :is(textarea, select, input:not([type=hidden]))") ?? null);
  if (field) field.focus();
  else tell(CHOOSE_FIRST);
}
