/** Acts: each once, in order, through lost answers, a closed page and somebody else's change. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

/** A service that keeps what it was told, once a key; `answers` says what becomes of the next requests. */
const service = { told: [], keys: new Set(), answers: [] };
const stored = new Map();
globalThis.localStorage = {
  getItem: (name) => stored.get(name) ?? null,
  setItem: (name, value) => stored.set(name, value),
  removeItem: (name) => stored.delete(name),
};
globalThis.document = { body: { dataset: { api: "/api/v1/projects/1" } }, querySelector: () => null };
globalThis.window = { addEventListener: () => {} };
globalThis.fetch = async (url, { headers, body }) => {
  const next = service.answers.shift() ?? "ok";
  if (next === "lost") throw new TypeError("Failed to fetch");
  if (next === "refused") return answer(409, { detail: "Somebody changed it." });
  const key = headers["Idempotency-Key"];
  const again = service.keys.has(key);
  service.keys.add(key);
  if (!again) service.told.push(JSON.parse(body).n);
  // The act was done, and its answer never came.
  if (next === "unheard") throw new TypeError("Failed to fetch");
  return answer(200, again ? { repeated: true } : { n: JSON.parse(body).n });
};
const answer = (status, json) => ({
  ok: status < 300,
  status,
  headers: { get: () => "application/json" },
  json: async () => json,
});
const wait = globalThis.setTimeout;
let again = () => {};
globalThis.setTimeout = (act) => ((again = act), 0);
const { Acts, Refusal } = await import("../../service/web/static/desk/api.js");

beforeEach(() => {
  Object.assign(service, { told: [], keys: new Set(), answers: [] });
  stored.clear();
});

test("acts are sent one after the other, whatever the first answer takes", async () => {
  const acts = new Acts("line", () => {});
  await Promise.all([1, 2, 3, 4].map((n) => acts.do("POST", "/x", { n })));
  assert.deepEqual(service.told, [1, 2, 3, 4]);
  assert.equal(stored.get("line"), "[]");
});

test("without an answer the line waits, is told of, and goes on in order", async () => {
  const said = [];
  const acts = new Acts("line", (waiting) => said.push(waiting));
  service.answers = ["ok", "lost"];
  const all = [1, 2, 3].map((n) => acts.do("POST", "/x", { n }));
  await all[0];
  await new Promise((go) => wait(go, 5));
  assert.deepEqual(service.told, [1]);
  assert.equal(JSON.parse(stored.get("line")).length, 2);
  assert.equal(said.at(-1), 2);
  again();
  await Promise.all(all);
  assert.deepEqual(service.told, [1, 2, 3]);
  assert.equal(said.at(-1), 0);
});

test("an act whose answer was lost is sent again and counts once", async () => {
  const acts = new Acts("line", () => {});
  service.answers = ["unheard"];
  const both = [1, 2].map((n) => acts.do("POST", "/x", { n }));
  await new Promise((go) => wait(go, 5));
  again();
  assert.deepEqual(await both[0], { repeated: true });
  await both[1];
  assert.deepEqual(service.told, [1, 2]);
});

test("what waits outlasts the page, and a refusal stops only its own act", async () => {
  stored.set("line", JSON.stringify([5, 6, 7].map((n) => ({ key: `k${n}`, method: "POST", url: "/x", body: { n } }))));
  service.answers = ["ok", "refused"];
  let said = [];
  const acts = new Acts("line", (_, conflicts) => (said = conflicts));
  await new Promise((go) => wait(go, 5));
  assert.deepEqual(service.told, [5, 7]);
  assert.deepEqual(said, ["Not kept: Somebody changed it."], "it is said until somebody has seen it");
  acts.seen();
  assert.deepEqual(said, []);
});

test("a refusal is the service's own words", async () => {
  const acts = new Acts("line", () => {});
  service.answers = ["refused"];
  await assert.rejects(acts.do("POST", "/x", { n: 1 }), (why) => why instanceof Refusal && why.message === "Somebody changed it.");
});
