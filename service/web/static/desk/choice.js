// @ts-check
/** What is chosen, and how keys change it: pure, over the words of a surface in the order of the text. */

import { countBefore, sentences, wholeWords } from "./text.js";

/** @typedef {{start: number, end: number}} Span */

export class Choice {
  /**
   * @param {import("./text.js").PaperText} text
   * @param {Span[]} words printed words or words of running text, ascending
   * @param {Span[]} stretches what is read as one, ascending
   * @param {string} language
   */
  constructor(text, words, stretches, language = "en") {
    this.text = text;
    this.words = joined(words);
    this.stretches = stretches;
    this.language = language;
    /** @type {Span | null} */
    this.span = null;
    /** The end that stays and the end that moves, as offsets. */
    this.anchor = 0;
    this.focus = 0;
  }

  /** Choose from one offset to another, whole words only. @param {number} from @param {number} to */
  between(from, to) {
    const span = wholeWords(this.text, from, to);
    if (!span) return this.span;
    this.span = span;
    [this.anchor, this.focus] = from <= to ? [span.start, span.end] : [span.end, span.start];
    return span;
  }

  /** Choose a span as it is. @param {Span} span */
  take(span) {
    this.span = { start: span.start, end: span.end };
    [this.anchor, this.focus] = [span.start, span.end];
    return this.span;
  }

  clear() {
    this.span = null;
  }

  /** The stretch at an offset, or the next behind it. @param {number} offset */
  stretchAt(offset) {
    return this.stretches.find((s) => s.end > offset) ?? this.stretches[this.stretches.length - 1] ?? null;
  }

  /** The sentence at an offset. @param {number} offset */
  sentenceAt(offset) {
    const stretch = this.stretchAt(offset);
    if (!stretch) return null;
    const all = sentences(this.text, stretch.start, stretch.end, this.language);
    return all.find((s) => s.end > offset) ?? all[all.length - 1] ?? stretch;
  }

  /** Go to the word before or after: it alone is chosen. @param {1 | -1} step */
  word(step) {
    if (!this.words.length) return null;
    const whole = this.span && this.stretches.some((s) => s.start === this.span?.start && s.end === this.span?.end);
    let at = this.index(step > 0 ? this.focus : Math.min(this.anchor, this.focus));
    // From a whole passage, the first key goes to its first or last word, not out of it.
    if (this.span && whole) at = step > 0 ? this.index(this.span.start) : this.index(this.span.end) - 1;
    else if (this.span && step > 0) at = this.index(this.span.end);
    else if (this.span) at = this.index(this.span.start) - 1;
    const word = this.words[Math.min(Math.max(at, 0), this.words.length - 1)];
    return this.take(word);
  }

  /** Move the free end by a word. @param {1 | -1} step */
  extendWord(step) {
    if (!this.span) return this.word(step);
    if (step > 0) {
      const next = this.words[this.index(this.focus)];
      if (next) this.reach(this.focus >= this.anchor ? next.end : (this.words[this.index(next.end)]?.start ?? next.end));
    } else {
      const before = this.words[this.before(this.focus)];
      if (before) this.reach(this.focus > this.anchor ? (this.words[this.before(before.start)]?.end ?? before.start) : before.start);
    }
    return this.span;
  }

  /** Move the free end by a sentence. @param {1 | -1} step */
  extendSentence(step) {
    if (!this.span) return null;
    if (step > 0) {
      const here = this.sentenceAt(this.nextInk(this.focus));
      if (here) this.reach(here.end);
    } else {
      const before = this.words[this.before(this.focus)];
      const here = before && this.sentenceAt(before.start);
      if (here) this.reach(this.focus > this.anchor ? (this.words[this.before(here.start)]?.end ?? here.start) : here.start);
    }
    return this.span;
  }

  /** Put the free end somewhere. @param {number} focus */
  reach(focus) {
    // The end that stays does stay: at least a word is left.
    if (focus === this.anchor || Math.sign(focus - this.anchor) !== Math.sign(this.focus - this.anchor)) return;
    this.focus = focus;
    this.span = { start: Math.min(this.anchor, focus), end: Math.max(this.anchor, focus) };
  }

  /** The start of the first word that ends behind an offset. @param {number} offset */
  nextInk(offset) {
    return this.words[this.index(offset)]?.start ?? offset;
  }

  /** The first word that ends behind an offset. @param {number} offset */
  index(offset) {
    return countBefore(this.words, (word) => word.end <= offset);
  }

  /** The last word that begins before an offset. @param {number} offset */
  before(offset) {
    return countBefore(this.words, (word) => word.start < offset) - 1;
  }
}

/** Words of which no part is left behind at a line's end: the halves of a hyphenated one are one. @param {Span[]} words */
function joined(words) {
  /** @type {Span[]} */
  const whole = [];
  for (const { start, end } of words) {
    const last = whole[whole.length - 1];
    if (last && start <= last.end) last.end = Math.max(last.end, end);
    else whole.push({ start, end });
  }
  return whole;
}
