/** What is chosen, by code points, and how keys change it. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Choice } from "../../service/web/static/desk/choice.js";
import { PaperText, characters, sentences, wholeWords } from "../../service/web/static/desk/text.js";

const WIDE = "𝛼 is small. The 👩‍⚕️ said: “We stay.” Nobody asked.";

test("offsets count characters as Python does", () => {
  const text = new PaperText(WIDE);
  assert.equal(text.length, [...WIDE].length);
  assert.equal(characters(WIDE), text.length);
  const points = [...WIDE];
  for (let k = 0; k <= points.length; k++) {
    assert.equal(text.unit(k), points.slice(0, k).join("").length);
    assert.equal(text.point(text.unit(k)), k);
  }
  assert.equal(text.slice(2, 4), "is");
});

test("a span has whole words and no space at its ends", () => {
  const text = new PaperText("They well-worn paths,  didn’t they?");
  assert.deepEqual(wholeWords(text, 7, 12), { start: 5, end: 14 });
  assert.deepEqual(wholeWords(text, 18, 25), { start: 15, end: 29 });
  assert.equal(wholeWords(text, 21, 23), null);
  assert.deepEqual(wholeWords(text, 12, 7), { start: 5, end: 14 });
});

test("sentences stand without the space between them", () => {
  const text = new PaperText(WIDE);
  const found = sentences(text, 0, text.length).map((s) => text.slice(s.start, s.end));
  assert.deepEqual(found, ["𝛼 is small.", "The 👩‍⚕️ said: “We stay.”", "Nobody asked."]);
});

function chosen() {
  const text = new PaperText("One two three. Four five six. Seven.");
  const words = [...text.string.matchAll(/\S+/g)].map((m) => ({ start: m.index, end: m.index + m[0].length }));
  return { text, choice: new Choice(text, words, [{ start: 0, end: text.length }]) };
}

test("the free end moves by word and by sentence, and the other stays", () => {
  const { text, choice } = chosen();
  const says = () => choice.span && text.slice(choice.span.start, choice.span.end);
  choice.take({ start: 4, end: 7 });
  choice.extendWord(1);
  assert.equal(says(), "two three.");
  choice.extendWord(-1);
  choice.extendWord(-1);
  assert.equal(says(), "two", "at least a word is left");
  choice.extendSentence(1);
  assert.equal(says(), "two three.");
  choice.extendSentence(1);
  assert.equal(says(), "two three. Four five six.");
  choice.extendSentence(-1);
  assert.equal(says(), "two three.");
});

test("from a whole passage the arrows go to its first and its last word", () => {
  const { text, choice } = chosen();
  choice.take({ start: 0, end: text.length });
  choice.word(1);
  assert.deepEqual(choice.span, { start: 0, end: 3 });
  choice.take({ start: 0, end: text.length });
  choice.word(-1);
  assert.equal(text.slice(choice.span.start, choice.span.end), "Seven.");
  choice.word(1);
  assert.equal(text.slice(choice.span.start, choice.span.end), "Seven.", "behind the last word there is none");
});

test("the halves of a word parted at a line's end are one", () => {
  const text = new PaperText("wait-\ning room");
  const choice = new Choice(text, [{ start: 0, end: 5 }, { start: 5, end: 9 }, { start: 10, end: 14 }], []);
  choice.take({ start: 0, end: 9 });
  choice.word(1);
  assert.deepEqual(choice.span, { start: 10, end: 14 });
});
