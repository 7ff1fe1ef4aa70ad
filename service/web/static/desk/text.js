// @ts-check
/**
 * A paper's text by code points. Every offset on the desk, in a page, a request or the database, counts code points,
 * as Python does; JavaScript's own strings count UTF-16 units, which differ behind a character like 𝛼 or an emoji.
 */
export class PaperText {
  /** @param {string} string */
  constructor(string) {
    this.string = string;
    /** Code-point offsets of the characters that take two units, ascending. @type {number[]} */
    this.wide = [];
    let point = 0;
    for (let unit = 0; unit < string.length; unit++, point++) {
      const code = string.charCodeAt(unit);
      if (code >= 0xd800 && code < 0xdc00 && unit + 1 < string.length) {
        this.wide.push(point);
        unit++;
      }
    }
    /** How many characters there are. */
    this.length = point;
  }

  /** The UTF-16 unit at which a character begins. @param {number} point */
  unit(point) {
    return point + countBefore(this.wide, (wide) => wide < point);
  }

  /** The character that begins at a unit. @param {number} unit */
  point(unit) {
    let point = unit;
    for (let k = 0; k < this.wide.length && this.wide[k] + k < unit; k++) point--;
    return point;
  }

  /** text[start:end]. @param {number} start @param {number} end */
  slice(start, end) {
    return this.string.slice(this.unit(start), this.unit(end));
  }
}

/** How many characters a string holds. @param {string} string */
export const characters = (string) => {
  let count = 0;
  for (const _ of string) count++;
  return count;
};

const LETTER = /[\p{L}\p{N}\p{M}]/u;
const JOINT = /[-'’‐]/u;

/** Whether the characters on both sides of an offset belong to one word. @param {PaperText} text @param {number} at */
function insideWord(text, at) {
  if (at <= 0 || at >= text.length) return false;
  const [before, after] = [text.slice(at - 1, at), text.slice(at, at + 1)];
  if (LETTER.test(before) && LETTER.test(after)) return true;
  if (JOINT.test(after) && LETTER.test(before)) return LETTER.test(text.slice(at + 1, at + 2));
  return JOINT.test(before) && LETTER.test(after) && LETTER.test(text.slice(Math.max(at - 2, 0), at - 1));
}

const OPENING = /[“‘«„‚"(\[¿¡]/u;
const CLOSES = /** @type {Record<string, string>} */ ({ "”": "“„", "’": "‘‚", "“": "„", "‘": "‚", "»": "«", ")": "(", "]": "[" });
const STOP = /[.!?…]/u;

/**
 * A span without space at its ends and without half a word; null where only space is chosen. Several words keep the
 * marks that are theirs: what opens before the first, the stop behind the last, and what closes that was opened in them.
 * Of a quotation that is chosen in part, the mark at its other end is not chosen: words do not begin or end half quoted.
 * @param {PaperText} text @param {number} from @param {number} to
 * @returns {{start: number, end: number} | null}
 */
export function wholeWords(text, from, to) {
  let start = Math.max(0, Math.min(from, to));
  let end = Math.min(text.length, Math.max(from, to));
  const at = (/** @type {number} */ point) => text.slice(point, point + 1);
  while (start < end && /\s/u.test(at(start))) start++;
  while (end > start && /\s/u.test(at(end - 1))) end--;
  if (start === end) return null;
  while (insideWord(text, start)) start--;
  while (insideWord(text, end)) end++;
  if (!/\s/u.test(text.slice(start, end))) return { start, end };
  let first = start;
  while (first > 0 && OPENING.test(at(first - 1))) first--;
  // A mark that opens stands behind a space: else it closes what is before.
  if (first === 0 || /[\s—–]/u.test(at(first - 1))) start = first;
  let last = end;
  for (let mark = at(last); mark; mark = at(last)) {
    if (STOP.test(mark)) end = ++last;
    else if (/[,;:]/u.test(mark) && opened(text.slice(start, end), at(last + 1))) last++;
    else if (opened(text.slice(start, end), mark)) {
      end = ++last;
      // What is quoted as a whole ends with its quotation.
      if (mark === at(start) || CLOSES[mark]?.includes(at(start))) break;
    } else break;
  }
  return inside(text, start, end);
}

/** What opens and closes a quotation. @type {Record<string, string>} */
const QUOTED = { "“": "”", "„": "“”", "«": "»", '"': '"' };

/** A span without a quotation mark at an end of it whose other half is not in it. @param {PaperText} text @param {number} start @param {number} end */
function inside(text, start, end) {
  const marks = [...text.slice(start, end)];
  const [first, last] = [marks[0], marks[marks.length - 1]];
  const closes = Object.values(QUOTED).join("");
  if (first in QUOTED && !marks.slice(1).some((mark) => QUOTED[first].includes(mark))) start++;
  if (closes.includes(last) && !marks.slice(0, -1).some((mark) => QUOTED[mark]?.includes(last))) end--;
  return { start, end };
}

/** Whether a mark closes one that is open in some words. @param {string} words @param {string} mark */
function opened(words, mark) {
  if (mark === '"') return words.split('"').length % 2 === 0;
  const opens = CLOSES[mark];
  if (!opens) return false;
  let open = 0;
  const each = [...words];
  for (const [k, one] of each.entries()) {
    if (opens.includes(one)) open++;
    else if (one === mark && open && !LETTER.test(each[k + 1] ?? "")) open--; // an apostrophe closes nothing
  }
  return open > 0;
}

/** Words without the marks around them, for a name. @param {string} words */
export const bare = (words) => words.replace(/\s+/gu, " ").replace(/^[\s“”‘’«»„‚"'.,;:…]+|[\s“”‘’«»„‚"'.,;:…]+$/gu, "");

/**
 * The sentences of a stretch of text, without the space between them.
 * @param {PaperText} text @param {number} start @param {number} end @param {string} language
 * @returns {{start: number, end: number}[]}
 */
export function sentences(text, start, end, language = "en") {
  const cut = new Intl.Segmenter(language, { granularity: "sentence" });
  const first = text.unit(start);
  const found = [];
  for (const { segment, index } of cut.segment(text.slice(start, end))) {
    const bare = segment.trim();
    if (!bare) continue;
    const begin = first + index + segment.indexOf(bare);
    found.push({ start: text.point(begin), end: text.point(begin + bare.length) });
  }
  return found;
}

/**
 * How many of a list pass a test that those in front pass and those behind do not.
 * @template T
 * @param {ArrayLike<T>} list
 * @param {(one: T) => boolean} passes
 */
export function countBefore(list, passes) {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (passes(list[middle])) low = middle + 1;
    else high = middle;
  }
  return low;
}
