// @ts-check
/**
 * What the service is doing for this review, told on every page by server-sent events: in the page's own line where it
 * has one, else in its head. A page that nobody looks at asks nothing, since a browser opens few connections at once.
 */

import { API } from "./api.js";

/** @param {string} kind */
const says = (kind) =>
  ({ read: "Reading papers", anew: "Reading anew", codings: "Placing codings", themes: "Gathering themes", learn: "Preparing search and suggestions", export: "Writing exports" })[kind] ?? "Working";

/** @param {{ jobs: { kind: string, state: string, stage: string, done: number, total: number }[] }} now @returns {string} */
export function told(now) {
  const running = now.jobs.find((j) => j.state === "running") ?? now.jobs[0];
  if (!running) return "";
  const many = now.jobs.length > 1 ? ` ${now.jobs.length} things to do.` : "";
  const far = running.total > 1 ? ` ${running.done} of ${running.total}` : "";
  return `${says(running.kind)}${running.stage ? `: ${running.stage}` : ""}${far} …${many}`;
}

/** Tell what is going on, and call `changed` when papers changed their state or everything is done. @param {() => void} changed */
export function follow(changed) {
  const lines = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-progress]"));
  const line = lines[lines.length - 1];
  if (!line || !API) return;
  /** @type {EventSource | null} */
  let events = null;
  let before = "";
  let busy = false;
  const look = () => {
    if (document.hidden) {
      events?.close();
      events = null;
    } else if (!events) {
      events = new EventSource(`${API}/progress`);
      events.addEventListener("progress", (event) => {
        const now = JSON.parse(event.data);
        const [words, states] = [told(now), JSON.stringify(now.papers)];
        line.hidden = !words;
        if (words) line.textContent = words;
        if ((before && before !== states) || (busy && !words)) changed();
        before = states;
        busy = Boolean(words);
      });
    }
  };
  document.addEventListener("visibilitychange", look);
  look();
}
