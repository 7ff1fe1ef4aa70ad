// @ts-check
/** Where words stand on the screen, and which word is meant by a place on it. Two kinds: printed pages, and text. */

import { characters, countBefore } from "./text.js";

/**
 * A printed word in points of its page; `line` counts the printed lines, `column` is the part of a stretch on a page.
 * @typedef {{start: number, end: number, page: number, left: number, right: number, top: number, bottom: number,
 *   line: number, part: SVGTextElement}} Word
 * @typedef {{page: number, left: number, right: number, top: number, bottom: number, edge: number}} Strip
 * @typedef {{start: number, end: number}} Span
 */

/** Pages with their transparent words. */
export class Pages {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    /** @type {SVGSVGElement[]} */
    this.sheets = [...root.querySelectorAll("svg.layer")].map((sheet) => /** @type {SVGSVGElement} */ (sheet));
    /** All words in the order of the text. @type {Word[]} */
    this.words = [];
    let line = 0;
    for (const sheet of this.sheets) {
      const page = Number(sheet.dataset.page);
      for (const part of sheet.querySelectorAll("text")) {
        for (const row of part.children) {
          line++;
          const top = Number(row.getAttribute("data-t"));
          const bottom = Number(row.getAttribute("data-b"));
          for (const word of row.children) {
            const start = Number(word.getAttribute("data-s"));
            const left = Number(word.getAttribute("x"));
            const right = left + Number(word.getAttribute("textLength"));
            this.words.push({ start, end: start + characters(word.textContent ?? ""), page, left, right, top, bottom, line, part });
          }
        }
      }
    }
    this.words.sort((a, b) => a.start - b.start || a.end - b.end);
  }

  /**
   * The offset meant by a place in the window: of the nearest printed word, the nearest gap between its letters.
   * @param {number} x @param {number} y @returns {number | null}
   */
  offsetAt(x, y) {
    const sheet = this.sheets.find((s) => {
      const box = s.getBoundingClientRect();
      return y >= box.top - 12 && y <= box.bottom + 12;
    });
    if (!sheet) return null;
    const box = sheet.getBoundingClientRect();
    const scale = sheet.viewBox.baseVal.width / box.width;
    const [px, py] = [(x - box.left) * scale, (y - box.top) * scale];
    const page = Number(sheet.dataset.page);
    let best = null;
    let least = Infinity;
    for (const word of this.words) {
      if (word.page !== page) continue;
      const across = Math.max(word.left - px, 0, px - word.right);
      const down = Math.max(word.top - py, 0, py - word.bottom);
      const far = across * across + 4 * down * down;
      if (far < least) [best, least] = [word, far];
    }
    if (!best) return null;
    const share = Math.min(Math.max((px - best.left) / (best.right - best.left || 1), 0), 1);
    return best.start + Math.round(share * (best.end - best.start));
  }

  /**
   * The printed strips that a span covers, one a line, each with the edge of its column to the right.
   * @param {Span} span @returns {Strip[]}
   */
  strips(span) {
    /** @type {Map<number, Strip & {part: SVGTextElement}>} */
    const lines = new Map();
    for (let k = this.first(span.start); k < this.words.length && this.words[k].start < span.end; k++) {
      const word = this.words[k];
      const from = within(word, Math.max(span.start, word.start));
      const to = within(word, Math.min(span.end, word.end));
      const strip = lines.get(word.line);
      if (strip) {
        strip.left = Math.min(strip.left, from);
        strip.right = Math.max(strip.right, to);
      } else {
        const { page, top, bottom, part } = word;
        lines.set(word.line, { page, left: from, right: to, top, bottom, part, edge: 0 });
      }
    }
    const strips = [...lines.values()];
    for (const strip of strips) strip.edge = this.edge(strip);
    return strips;
  }

  /** Which word is the first that ends behind an offset. @param {number} offset */
  first(offset) {
    return countBefore(this.words, (word) => word.end <= offset);
  }

  /** The left edge of the column in which a word stands. @param {Word} word */
  margin(word) {
    let edge = word.left;
    for (const row of word.part.children) {
      const left = Number(row.children[0].getAttribute("x"));
      const last = row.children[row.children.length - 1];
      const right = Number(last.getAttribute("x")) + Number(last.getAttribute("textLength"));
      if (left < word.right && right > word.left) edge = Math.min(edge, left);
    }
    return edge;
  }

  /** @param {Strip & {part: SVGTextElement}} strip */
  edge(strip) {
    let edge = strip.right;
    for (const row of strip.part.children) {
      const words = row.children;
      const left = Number(words[0].getAttribute("x"));
      const last = words[words.length - 1];
      const right = Number(last.getAttribute("x")) + Number(last.getAttribute("textLength"));
      if (left < strip.right && right > strip.left) edge = Math.max(edge, right);
    }
    return edge;
  }

  /** The element that holds an offset on its page. @param {number} offset @returns {Element | null} */
  elementAt(offset) {
    const word = this.words[Math.min(this.first(offset), this.words.length - 1)];
    return word ? word.part : null;
  }

  /** Where a span begins in the window. @param {Span} span @returns {DOMRect | null} */
  place(span) {
    const [strip] = this.strips(span);
    if (!strip) return null;
    const sheet = this.sheets[strip.page - 1];
    const box = sheet.getBoundingClientRect();
    const scale = box.width / sheet.viewBox.baseVal.width;
    return new DOMRect(
      box.left + strip.left * scale,
      box.top + strip.top * scale,
      (strip.right - strip.left) * scale,
      (strip.bottom - strip.top) * scale,
    );
  }

  /** The offset at a point of the browser's own selection. @param {Node} node @param {number} at */
  offsetOf(node, at) {
    const holder = node instanceof Element ? node : node.parentElement;
    const word = holder?.closest("[data-s]");
    if (word) return Number(word.getAttribute("data-s")) + characters((node.textContent ?? "").slice(0, at));
    // Between words: the next word behind that place.
    const next = (node instanceof Element ? node.children[at] : node.nextSibling) ?? null;
    const near = next instanceof Element ? (next.matches("[data-s]") ? next : next.querySelector("[data-s]")) : null;
    if (near) return Number(near.getAttribute("data-s"));
    const part = holder?.closest("[data-end]");
    return part ? Number(part.getAttribute("data-end")) : null;
  }
}

/** How far across the page a character of a word stands. @param {Word} word @param {number} offset */
function within(word, offset) {
  const share = (offset - word.start) / (word.end - word.start || 1);
  return word.left + share * (word.right - word.left);
}

/** The same words as running text: each element holds just its part of the text. */
export class Running {
  /** @param {HTMLElement} root @param {import("./text.js").PaperText} text */
  constructor(root, text) {
    this.root = root;
    this.text = text;
    /** @type {HTMLElement[]} */
    this.parts = [...root.querySelectorAll("[data-start]")].map((part) => /** @type {HTMLElement} */ (part));
    /** Words as the eye parts them, for going from one to the next by key. @type {Span[]} */
    this.words = [];
    for (const part of this.parts) {
      const start = Number(part.dataset.start);
      const first = text.unit(start);
      for (const found of text.slice(start, Number(part.dataset.end)).matchAll(/\S+/gu)) {
        const begin = text.point(first + found.index);
        this.words.push({ start: begin, end: begin + characters(found[0]) });
      }
    }
  }

  /** @param {number} x @param {number} y @returns {number | null} */
  offsetAt(x, y) {
    if (document.caretPositionFromPoint) {
      const place = document.caretPositionFromPoint(x, y);
      return place ? this.offsetOf(place.offsetNode, place.offset) : null;
    }
    const range = document.caretRangeFromPoint(x, y);
    return range ? this.offsetOf(range.startContainer, range.startOffset) : null;
  }

  /** @param {Node} node @param {number} at @returns {number | null} */
  offsetOf(node, at) {
    const holder = node instanceof Element ? node : node.parentElement;
    const part = /** @type {HTMLElement | null} */ (holder?.closest("[data-start]") ?? null);
    if (!part) return null;
    if (node instanceof Text) return Number(part.dataset.start) + characters(node.data.slice(0, at));
    return Number(at > 0 ? part.dataset.end : part.dataset.start);
  }

  /** @param {number} offset */
  elementAt(offset) {
    return this.parts.find((p) => Number(p.dataset.end) > offset) ?? this.parts[this.parts.length - 1] ?? null;
  }

  /** One range for each element that a span touches. @param {Span} span @returns {Range[]} */
  ranges(span) {
    const found = [];
    for (const part of this.parts) {
      const [start, end] = [Number(part.dataset.start), Number(part.dataset.end)];
      const node = part.firstChild;
      if (end <= span.start || start >= span.end || !(node instanceof Text)) continue;
      const first = this.text.unit(start);
      const range = document.createRange();
      range.setStart(node, this.text.unit(Math.max(span.start, start)) - first);
      range.setEnd(node, this.text.unit(Math.min(span.end, end)) - first);
      found.push(range);
    }
    return found;
  }

  /** @param {Span} span */
  place(span) {
    const [range] = this.ranges(span);
    return range ? (range.getClientRects()[0] ?? null) : null;
  }

  /** @param {number} offset */
  first(offset) {
    return countBefore(this.words, (word) => word.end <= offset);
  }
}
