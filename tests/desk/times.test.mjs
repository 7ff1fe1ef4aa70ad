/** Times in the reader's own zone. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { written } from "../../service/web/static/desk/times.js";

test("a moment is another day elsewhere", () => {
  const late = new Date("2026-03-01T23:30:00+00:00");
  assert.equal(written(late, true, "UTC"), "2026-03-01 23:30");
  assert.equal(written(late, true, "Asia/Tokyo"), "2026-03-02 08:30");
  assert.equal(written(late, false, "Asia/Tokyo"), "2026-03-02");
  assert.equal(written(new Date("2026-03-01T00:05:00+00:00"), true, "America/New_York"), "2026-02-28 19:05");
});
