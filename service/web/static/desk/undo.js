// @ts-check
/**
 * What u takes back: one's acts in a project, the latest last, each with the request that undoes it from the service's
 * own history. Kept on this computer, so that it goes on after a reload and in the next paper.
 */

/**
 * `off` is a coding that goes, `on` one that comes back, shown before the service answers; `inWords` says that the
 * words are marked otherwise afterwards.
 * @typedef {{says: string, paper: string, cited: string, method: string, url: string, body?: any, off?: string,
 *   on?: import("./marks.js").Coding, inWords?: boolean}} Done
 */

const MOST = 200;

export class Undo {
  /** @param {string} name under which acts are kept @param {(last: Done | undefined) => void} offer told what would be taken back now */
  constructor(name, offer) {
    this.name = name;
    this.offer = offer;
    offer(this.last);
  }

  /** @returns {Done[]} */
  get all() {
    try {
      return JSON.parse(localStorage.getItem(this.name) ?? "[]");
    } catch {
      return [];
    }
  }

  get last() {
    return this.all.at(-1);
  }

  /** @param {Done} act */
  add(act) {
    this.keep([...this.all, act].slice(-MOST));
  }

  /** The latest act, which counts as taken back from now on. */
  take() {
    const all = this.all;
    const last = all.pop();
    this.keep(all);
    return last;
  }

  /** @param {Done[]} all */
  keep(all) {
    if (all.length) localStorage.setItem(this.name, JSON.stringify(all));
    else localStorage.removeItem(this.name);
    this.offer(this.last);
  }
}
