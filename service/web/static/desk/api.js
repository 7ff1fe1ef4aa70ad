// @ts-check
/**
 * Acts: small requests, each answered with what changed. What cannot be sent now is kept in order, told, and sent when
 * the service answers again; an act carries a key of its own so that one sent twice counts once.
 */

const DATA = document.body.dataset;
const TOKEN = document.querySelector('meta[name="csrf"]')?.getAttribute("content") ?? "";

/** An answer of the service that is a refusal, in its own words. */
export class Refusal extends Error {
  /** @param {number} status @param {string} message */
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/**
 * @param {string} method @param {string} url @param {unknown} [body] @param {Record<string, string>} [headers]
 * @returns {Promise<any>}
 */
export async function ask(method, url, body, headers = {}) {
  const answer = await fetch(url, {
    method,
    headers: { Accept: "application/json", "X-CSRF-Token": TOKEN, ...(body === undefined ? {} : { "Content-Type": "application/json" }), ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const json = answer.headers.get("content-type")?.includes("json") ? await answer.json() : null;
  if (!answer.ok) throw new Refusal(answer.status, typeof json?.detail === "string" ? json.detail : `The service answered ${answer.status}.`);
  return json;
}

/**
 * Send a page's own form, as the browser would; that it leads to another page is no matter.
 * @param {string} url @param {Record<string, string>} fields @param {Record<string, string>} [headers]
 */
async function send(url, fields, headers = {}) {
  const answer = await fetch(url, {
    method: "POST",
    redirect: "manual",
    headers: { Accept: "application/json", "X-CSRF-Token": TOKEN, ...headers },
    body: new URLSearchParams(fields),
  });
  if (answer.type === "opaqueredirect" || answer.ok) return null;
  const said = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[role=alert]");
  throw new Refusal(answer.status, said?.textContent?.trim() || `The service answered ${answer.status}.`);
}

/** A piece of a page, as the service draws it. @param {string} url @returns {Promise<string>} */
export async function fragment(url) {
  const answer = await fetch(url, { headers: { Accept: "text/html" } });
  if (!answer.ok) throw new Refusal(answer.status, `The service answered ${answer.status}.`);
  return answer.text();
}

/** @typedef {{key: string, method: string, url: string, body?: any, waited?: boolean}} Act method "FORM" sends a page's form */

/** Acts in order; those that wait survive closing the page. */
export class Acts {
  /**
   * @param {string} name under which waiting acts are kept
   * @param {(waiting: number, conflicts: string[]) => void} told how many acts wait, and which that waited were refused
   */
  constructor(name, told) {
    this.name = name;
    this.told = told;
    /** @type {{act: Act, done: (answer: any) => void, failed: (why: unknown) => void}[]} */
    this.line = this.kept().map((act) => ({ act: { ...act, waited: true }, done: () => {}, failed: () => {} }));
    /** Refusals of acts that waited: they stay until somebody has seen them. @type {string[]} */
    this.conflicts = [];
    this.sending = false;
    window.addEventListener("online", () => void this.send());
    if (this.line.length) void this.send();
  }

  /** @returns {Act[]} */
  kept() {
    try {
      return JSON.parse(localStorage.getItem(this.name) ?? "[]");
    } catch {
      return [];
    }
  }

  keep() {
    localStorage.setItem(this.name, JSON.stringify(this.line.map((entry) => entry.act)));
  }

  /**
   * Do something; the promise is kept once the service has it, however long that takes.
   * @param {string} method @param {string} url @param {unknown} [body] @returns {Promise<any>}
   */
  do(method, url, body) {
    return new Promise((done, failed) => {
      this.line.push({ act: { key: crypto.randomUUID(), method, url, body }, done, failed });
      this.keep();
      void this.send();
    });
  }

  async send() {
    if (this.sending) return;
    this.sending = true;
    while (this.line.length) {
      const { act, done, failed } = this.line[0];
      try {
        const once = { "Idempotency-Key": act.key };
        const answer = act.method === "FORM" ? await send(act.url, act.body, once) : await ask(act.method, act.url, act.body, once);
        this.line.shift();
        this.keep();
        done(answer);
      } catch (why) {
        if (!(why instanceof Refusal) || why.status >= 502) {
          // No answer: the line waits as it is.
          for (const entry of this.line) entry.act.waited = true;
          this.told(this.line.length, this.conflicts);
          setTimeout(() => void this.send(), 3000);
          this.sending = false;
          return;
        }
        this.line.shift();
        this.keep();
        if (act.waited) {
          const words = act.body?.text ?? act.body?.new_code?.name ?? act.body?.name;
          this.conflicts.push(`Not kept${words ? `, “${words}”` : ""}: ${why.message}`);
        }
        failed(why);
      }
    }
    this.sending = false;
    this.told(0, this.conflicts);
  }

  /** Somebody has read what was refused. */
  seen() {
    this.conflicts = [];
    this.told(this.line.length, this.conflicts);
  }
}

export const API = DATA.api ?? "/api/v1";
