/** Finding a code by what is typed, and what a key means. */

import assert from "node:assert/strict";
import { test } from "node:test";

const stored = new Map();
globalThis.localStorage = { getItem: (name) => stored.get(name) ?? null, setItem: (name, value) => stored.set(name, value) };
globalThis.HTMLElement = class {};
const { rank } = await import("../../service/web/static/desk/palette.js");
const { keep, meaning, off } = await import("../../service/web/static/desk/keys.js");

test("what begins with the words comes before what holds them", () => {
  const ranks = ["staying", "staying put", "not staying", "they kept staying on"].map((name) => rank(name, "", "staying"));
  assert.deepEqual([...ranks].sort((a, b) => a - b), ranks);
  assert.equal(rank("waiting", "to stay where one is", "where stay"), 6);
  assert.equal(rank("waiting", "", "room"), 9);
});

const press = (key, more = {}) => meaning({ key, target: null, ctrlKey: false, metaKey: false, altKey: false, ...more });

test("keys mean what they were changed to, and nothing when switched off or with Ctrl", () => {
  assert.equal(press("j"), "next");
  assert.equal(press("3"), 3);
  assert.equal(press("j", { ctrlKey: true }), null);
  keep(false, { next: "w" });
  assert.equal(press("w"), "next");
  assert.equal(press("j"), null);
  keep(true, {});
  assert.ok(off());
  assert.equal(press("j"), null);
});
