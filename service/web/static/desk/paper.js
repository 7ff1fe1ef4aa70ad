// @ts-check
/** The reader: one paper, with what its keys and buttons do. Each part is a module of its own. */

import { choose, chosen, go, intoView } from "./choosing.js";
import { code, inVivo, openPalette, undo } from "./doing.js";
import { toField } from "./forms.js";
import { answerKeys, showKeys } from "./keys.js";
import { CHOOSE_FIRST, choice, data, leaf, marks, panel, recent, tell, view } from "./opened.js";
import { drafts, listDrafts, remember } from "./panel.js";
import { follow } from "./progress.js";
import { judge, showSuggestions, undecided } from "./suggestions.js";
import { asClocksSay } from "./times.js";

/** @type {Record<import("./keys.js").Meaning, () => void>} */
const does = {
  next: () => go(1),
  previous: () => go(-1),
  undecided,
  code: () => (choice.span ? openPalette() : tell(CHOOSE_FIRST)),
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

answerKeys({
  leaf,
  panel,
  does,
  codeWith: (nth) => {
    if (recent[nth - 1]) void code({ code: recent[nth - 1] });
  },
  clear: () => choice.span !== null && (choose(null), true),
  move: (step, by, extend) => {
    if (!choice.span || (by === "sentence" && !extend)) return false;
    if (!extend) choice.word(step);
    else if (by === "word") choice.extendWord(step);
    else choice.extendSentence(step);
    chosen({ scroll: true });
    return true;
  },
});

document.addEventListener("click", (event) => {
  const act = event.target instanceof Element ? event.target.closest("[data-act]") : null;
  const name = act instanceof HTMLElement && !act.closest("form") ? (act.dataset.act ?? "") : "";
  if (name in does) does[/** @type {keyof typeof does} */ (name)]();
});

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
} else leaf.scrollTop = Number(localStorage.getItem(place) ?? 0);
listDrafts();
drafts.show();
leaf.addEventListener("scroll", () => localStorage.setItem(place, String(Math.round(leaf.scrollTop))), { passive: true });
follow(() => {});
document.body.dataset.ready = "true";
