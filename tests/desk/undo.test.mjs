/** What u takes back: the latest act first, after a reload and in the next paper, too. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

const stored = new Map();
globalThis.localStorage = {
  getItem: (name) => stored.get(name) ?? null,
  setItem: (name, value) => stored.set(name, value),
  removeItem: (name) => stored.delete(name),
};
const { Undo } = await import("../../service/web/static/desk/undo.js");
const act = (says, paper = "one") => ({ says, paper, cited: "Ida 2001", method: "DELETE", url: `/codings/${says}` });

beforeEach(() => stored.clear());

test("acts are taken back from the latest on, also by a page that is opened later", () => {
  const before = new Undo("mine", () => {});
  before.add(act("first"));
  before.add(act("second", "two"));
  const offered = [];
  const after = new Undo("mine", (last) => offered.push(last?.says));
  assert.equal(after.take().says, "second");
  assert.equal(after.take().says, "first");
  assert.equal(after.take(), undefined);
  assert.deepEqual(offered, ["second", "first", undefined, undefined]);
});

test("one person's acts are not another's, and what cannot be read is nothing", () => {
  new Undo("ana", () => {}).add(act("hers"));
  assert.equal(new Undo("ben", () => {}).last, undefined);
  stored.set("ben", "{");
  assert.equal(new Undo("ben", () => {}).take(), undefined);
});

test("only so many acts are kept", () => {
  const undo = new Undo("mine", () => {});
  for (let k = 0; k < 250; k++) undo.add(act(String(k)));
  assert.equal(undo.all.length, 200);
  assert.equal(undo.last.says, "249");
});
