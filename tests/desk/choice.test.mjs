/** What is chosen, by code points, and how keys change it. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Choice } from "../../service/web/static/desk/choice.js";
import { PaperText, bare, characters, sentences, wholeWords } from "../../service/web/static/desk/text.js";

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

test("several words keep the marks that are theirs, one word stands alone", () => {
  /** What a hand chooses that begins within one word and ends within another. */
  const drag = (words, first, last) => {
    const text = new PaperText(words);
    const [from, to] = [words.indexOf(first) + 1, words.indexOf(last) + last.length - 1].map((unit) => text.point(unit));
    const there = wholeWords(text, from, to);
    assert.deepEqual(wholeWords(text, to, from), there);
    return text.slice(there.start, there.end);
  };
  assert.equal(drag("She said, “We stay here.” Then", "We", "here"), "“We stay here.”");
  assert.equal(drag("She said, “We stay here,” then", "We", "here"), "“We stay here,”");
  assert.equal(drag("She said, “We stay here.” Then", "stay", "here"), "stay here.", "what it did not open it does not close");
  assert.equal(drag('It was "only us two," one said', "only", "two"), '"only us two,"');
  assert.equal(drag("They (the women’s group) went", "the", "group"), "(the women’s group)");
  assert.equal(drag("to say ‘we must act’. Others", "we", "act"), "‘we must act’", "what is quoted ends with its quotation");
  assert.equal(drag("They said “we must act”. Others", "They", "act"), "They said “we must act”.");
  assert.equal(drag("so ‘it isn’t mine’, she", "it", "mine"), "‘it isn’t mine’");
  assert.equal(drag("One two, three", "One", "two"), "One two", "a comma goes on to what follows");
  assert.equal(drag("the end (p < .01).” Next", "Next", "Next"), "Next");
  assert.equal(drag("said “stay.” Then", "stay", "stay"), "stay");
  assert.equal(drag("She said, “We stay. We wait.” Then", "We", "stay."), "We stay.", "half a quotation is not half quoted");
  const half = new PaperText("“Stay here. We wait.” Then");
  assert.deepEqual(wholeWords(half, 12, 21), { start: 12, end: 20 }, "a mark that a hand went over alone");
  assert.deepEqual(wholeWords(half, 0, 21), { start: 0, end: 21 });
  assert.equal(drag("as „wir bleiben“ Then", "wir", "bleiben"), "„wir bleiben“");
});

test("words that become a name leave the marks around them", () => {
  assert.equal(bare(" “You just sit  there.” "), "You just sit there");
  assert.equal(bare("their hour, not mine (ours)"), "their hour, not mine (ours)");
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
