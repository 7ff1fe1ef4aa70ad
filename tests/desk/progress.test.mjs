/** What a page tells of work that is going on. */

import assert from "node:assert/strict";
import { test } from "node:test";

globalThis.document = { body: { dataset: { api: "/api/v1/projects/1" } }, querySelector: () => null };
const { told } = await import("../../service/web/static/desk/progress.js");

test("what runs is told with how far it is, and how much waits", () => {
  assert.equal(told({ jobs: [] }), "");
  const read = { kind: "read", state: "running", stage: "", done: 0, total: 0 };
  assert.equal(told({ jobs: [read] }), "Reading papers …");
  const learn = { kind: "learn", state: "waiting", stage: "", done: 0, total: 0 };
  assert.equal(told({ jobs: [learn, { ...read, stage: "pages", done: 3, total: 9 }] }), "Reading papers: pages 3 of 9 … 2 things to do.");
});
