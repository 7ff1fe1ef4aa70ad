// Node's own test runner over the desk's modules that need no browser.
import assert from "node:assert/strict";
import { test } from "node:test";

const { PaperText, characters, sentences, wholeWords } = await import(`${process.env.DESK}/text.js`);
const { Choice } = await import(`${process.env.DESK}/choice.js`);

const odd = new PaperText("a 𝛼𝛽 day — \u201cwe're self-made,\u201d she said. Then 🚪 they went. No more");

test("offsets count characters, as Python does", () => {
  const points = [...odd.string];
  assert.equal(odd.length, points.length);
  assert.equal(characters(odd.string), points.length);
  for (let k = 0; k <= points.length; k++) {
    assert.equal(odd.point(odd.unit(k)), k);
    assert.equal(odd.slice(0, k), points.slice(0, k).join(""));
  }
});

test("a choice takes whole words, leaves quotation marks and stops outside, and space", () => {
  const at = (words) => characters(odd.string.slice(0, odd.string.indexOf(words)));
  const say = (from, to) => {
    const span = wholeWords(odd, from, to);
    return span && odd.slice(span.start, span.end);
  };
  assert.equal(say(at("we're") + 1, at("made") + 2), "we're self-made");
  assert.equal(say(at("made") + 2, at("we're") + 1), "we're self-made");
  assert.equal(say(at("self") + 5, at("made") + 1), "self-made");
  assert.equal(say(at(" day"), at("day") + 2), "day");
  assert.equal(say(at("𝛼"), at("𝛼") + 1), "𝛼𝛽");
  assert.equal(say(at(" day"), at("day")), null);
});

test("sentences are those of the text, at their offsets", () => {
  const found = sentences(odd, 0, odd.length);
  assert.deepEqual(found.map((s) => odd.slice(s.start, s.end)).slice(-2), ["Then 🚪 they went.", "No more"]);
});

const text = new PaperText("One two three. Four five six.\n\nSeven eight.");
const words = [...text.string.matchAll(/\S+/g)].map((m) => ({ start: m.index, end: m.index + m[0].length }));
const stretches = [{ start: 0, end: 29 }, { start: 31, end: 43 }];
const fresh = () => new Choice(text, words, stretches);
const shown = (choice) => choice.span && text.slice(choice.span.start, choice.span.end);

test("keys go from a passage into its words, and extend by word and sentence without losing the last word", () => {
  const choice = fresh();
  choice.take(stretches[0]);
  choice.word(1);
  assert.equal(shown(choice), "One");
  choice.word(1);
  assert.equal(shown(choice), "two");
  choice.extendWord(1);
  assert.equal(shown(choice), "two three.");
  choice.extendSentence(1);
  assert.equal(shown(choice), "two three. Four five six.");
  choice.extendSentence(1);
  assert.equal(shown(choice), "two three. Four five six.\n\nSeven eight.");
  choice.extendSentence(-1);
  assert.equal(shown(choice), "two three. Four five six.");
  for (let k = 0; k < 9; k++) choice.extendWord(-1);
  assert.equal(shown(choice), "two");
});

test("the halves of a hyphenated word are one word to keys", () => {
  const split = new Choice(new PaperText("a hyphened word"), [{ start: 0, end: 1 }, { start: 2, end: 6 }, { start: 6, end: 10 }, { start: 11, end: 15 }], [{ start: 0, end: 15 }]);
  split.take({ start: 0, end: 1 });
  split.extendWord(1);
  assert.deepEqual(split.span, { start: 0, end: 10 });
});

test("dragging backwards keeps the end where the drag began", () => {
  const choice = fresh();
  choice.between(12, 5);
  assert.equal(shown(choice), "two three");
  choice.extendWord(-1);
  assert.equal(shown(choice), "One two three");
  choice.extendWord(1);
  assert.equal(shown(choice), "two three");
});
