/** Keys of the reader: what each does, and where none is answered. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

const stored = new Map();
globalThis.localStorage = { getItem: (name) => stored.get(name) ?? null, setItem: (name, value) => stored.set(name, value) };
globalThis.Element = class {
  constructor(name, ...inside) {
    Object.assign(this, { tagName: name, inside });
  }
  contains(other) {
    return other === this || this.inside.includes(other);
  }
};
globalThis.HTMLElement = globalThis.Element;
const { MEANINGS, answered, keep } = await import("../../service/web/static/desk/keys.js");

const [words, field, button, elsewhere] = ["p", "input", "button", "a"].map((name) => new Element(name));
const body = new Element("body");
globalThis.document = { body };

/** A reader that notes what it was asked for. */
function reader() {
  const did = [];
  const does = Object.fromEntries(Object.keys(MEANINGS).map((meaning) => [meaning, () => did.push(meaning)]));
  const parts = { leaf: new Element("section", words), panel: new Element("aside", field, button) };
  return {
    ...parts, does, did,
    codeWith: (nth) => did.push(nth),
    clear: () => (did.push("clear"), true),
    move: (...how) => (did.push(how), true),
  };
}
const press = (one, key, target = words, more = {}) => answered(one, { key, target, ...more });

beforeEach(() => stored.clear());

test("every key does what the help says, in the words and in the panel", () => {
  for (const [meaning, [key]] of Object.entries(MEANINGS)) {
    for (const target of [words, button, body]) {
      const one = reader();
      assert.equal(press(one, key, target), true);
      assert.deepEqual(one.did, [meaning]);
    }
  }
});

test("numbers code, arrows move, with Shift they extend; Escape chooses nothing", () => {
  const one = reader();
  press(one, "3");
  press(one, "ArrowRight");
  press(one, "ArrowUp", words, { shiftKey: true });
  press(one, "Escape");
  assert.deepEqual(one.did, [3, [1, "word", undefined], [-1, "sentence", true], "clear"]);
});

test("no key is answered outside the reader, while one types, or held with another key", () => {
  const one = reader();
  assert.equal(press(one, "j", elsewhere), false);
  assert.equal(press(one, "j", field), false);
  assert.equal(press(one, "j", words, { ctrlKey: true }), false);
  assert.equal(press(one, "ArrowRight", button), false, "arrows in the panel scroll it");
  assert.deepEqual(one.did, []);
});

test("keys can be changed and switched off", () => {
  const one = reader();
  keep(false, { next: "w" });
  assert.equal(press(one, "j"), false);
  press(one, "w");
  keep(true, {});
  assert.equal(press(one, "j"), false);
  assert.equal(press(one, "ArrowRight"), false);
  assert.deepEqual(one.did, ["next"]);
});
