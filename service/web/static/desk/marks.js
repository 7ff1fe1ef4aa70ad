// @ts-check
/** What is drawn over the words: those chosen, those coded (bars beside the column), those a pointer rests on. */

import { Pages, Running } from "./surface.js";

/** @typedef {{id: string, start: number, end: number, code: string, name: string, color: number, coder?: string, mine: boolean}} Coding */
/** @typedef {{start: number, end: number, text: string}} Note a memo of one's own */
/** @typedef {{start: number, end: number}} Span */

const SVG = "http://www.w3.org/2000/svg";

export class Marks {
  /** @param {Pages | Running} surface @param {(words: Span) => void} chosen when a bar or a memo's mark is pressed */
  constructor(surface, chosen) {
    this.surface = surface;
    this.chosen = chosen;
    if (surface instanceof Pages) {
      for (const sheet of surface.sheets) {
        for (const name of ["coded", "lit", "chosen", "bars", "notes"]) {
          const group = document.createElementNS(SVG, "g");
          group.setAttribute("class", name);
          group.setAttribute("aria-hidden", "true");
          // Bars lie over the words, so that they can be pressed; colours lie under them.
          if (name === "bars" || name === "notes") sheet.append(group);
          else sheet.insertBefore(group, sheet.querySelector("text"));
        }
      }
    }
  }

  /** @param {Span | null} span */
  choose(span) {
    this.paint("chosen", span ? [{ span, sort: "chosen" }] : []);
  }

  /** Words to look at for a moment. @param {Span | null} span */
  light(span) {
    this.paint("lit", span ? [{ span, sort: "lit" }] : []);
  }

  /** @param {string} layer @param {{span: Span, sort: string}[]} spans */
  paint(layer, spans) {
    const surface = this.surface;
    if (surface instanceof Running) {
      highlight(layer, spans.flatMap(({ span }) => surface.ranges(span)));
      return;
    }
    for (const sheet of surface.sheets) sheet.querySelector(`g.${layer}`)?.replaceChildren();
    for (const { span, sort } of spans) {
      for (const strip of surface.strips(span)) {
        const box = document.createElementNS(SVG, "rect");
        box.setAttribute("class", sort);
        box.setAttribute("x", String(strip.left - 1));
        box.setAttribute("y", String(strip.top - 0.5));
        box.setAttribute("width", String(strip.right - strip.left + 2));
        box.setAttribute("height", String(strip.bottom - strip.top + 1));
        surface.sheets[strip.page - 1]?.querySelector(`g.${layer}`)?.append(box);
      }
    }
  }

  /** Draw all codings, a quiet line under the words and a bar beside them, and where memos stand. @param {Coding[]} codings @param {Note[]} notes */
  draw(codings, notes) {
    const surface = this.surface;
    if (surface instanceof Running) return this.drawRunning(surface, codings, notes);
    this.drawNotes(surface, notes);
    const own = codings.filter((c) => c.mine);
    this.paint("coded", own.map((c) => ({ span: c, sort: `c${c.color}` })));
    for (const sheet of surface.sheets) sheet.querySelector("g.bars")?.replaceChildren();
    /** Lanes in use, by page and column edge. @type {Map<string, {top: number, bottom: number, lane: number}[]>} */
    const lanes = new Map();
    for (const coding of [...codings].sort((a, b) => a.start - b.start || b.end - a.end)) {
      for (const run of columns(surface.strips(coding))) {
        const place = `${run.page}:${Math.round(run.edge / 8)}`;
        const taken = lanes.get(place) ?? [];
        let lane = 0;
        while (taken.some((t) => t.lane === lane && t.top < run.bottom && run.top < t.bottom)) lane++;
        taken.push({ top: run.top, bottom: run.bottom, lane });
        lanes.set(place, taken);
        const bar = document.createElementNS(SVG, "rect");
        bar.setAttribute("class", `bar c${coding.color}${coding.mine ? "" : " other"}`);
        bar.setAttribute("x", String(run.edge + 2.5 + lane * 3.5));
        bar.setAttribute("y", String(run.top));
        bar.setAttribute("width", "2.5");
        bar.setAttribute("height", String(run.bottom - run.top));
        bar.dataset.coding = coding.id;
        const title = document.createElementNS(SVG, "title");
        title.textContent = coding.coder ? `${coding.name} (${coding.coder})` : coding.name;
        bar.append(title);
        this.answers(bar, coding);
        surface.sheets[run.page - 1]?.querySelector("g.bars")?.append(bar);
      }
    }
  }

  /** A small leaf with a turned corner left of the line on which a memo begins. @param {Pages} surface @param {Note[]} notes */
  drawNotes(surface, notes) {
    for (const sheet of surface.sheets) sheet.querySelector("g.notes")?.replaceChildren();
    for (const group of together(notes)) {
      const [strip] = surface.strips(group[0]);
      const words = strip && surface.words[surface.first(group[0].start)];
      if (!strip || !words) continue;
      const [x, y] = [surface.margin(words) - 15, (strip.top + strip.bottom) / 2 - 4.5];
      const mark = document.createElementNS(SVG, "path");
      mark.setAttribute("class", "note");
      mark.setAttribute("d", `M${x} ${y}h5l3 3v6h-8zM${x + 5} ${y}v3h3`);
      const title = document.createElementNS(SVG, "title");
      title.textContent = told(group);
      mark.append(title);
      this.answers(mark, group[0]);
      surface.sheets[strip.page - 1]?.querySelector("g.notes")?.append(mark);
    }
  }

  /** @param {SVGElement | HTMLElement} mark @param {Span} words */
  answers(mark, words) {
    mark.addEventListener("pointerenter", () => this.light(words));
    mark.addEventListener("pointerleave", () => this.light(null));
    mark.addEventListener("click", () => this.chosen(words));
  }

  /** @param {Running} surface @param {Coding[]} codings @param {Note[]} notes */
  drawRunning(surface, codings, notes) {
    for (let color = 0; color < 8; color++) {
      highlight(`c${color}`, codings.filter((c) => c.mine && c.color === color).flatMap((c) => surface.ranges(c)));
    }
    for (const old of surface.root.querySelectorAll(".bars, .notes")) old.remove();
    const beginning = together(notes);
    for (const part of surface.parts) {
      const [start, end] = [Number(part.dataset.start), Number(part.dataset.end)];
      const memos = beginning.filter(([first]) => first.start >= start && first.start < end);
      if (memos.length) {
        const side = document.createElement("span");
        side.className = "notes";
        side.setAttribute("aria-hidden", "true");
        for (const group of memos) {
          const mark = document.createElement("span");
          mark.className = "note";
          mark.title = told(group);
          this.answers(mark, group[0]);
          side.append(mark);
        }
        part.after(side);
      }
      const here = codings.filter((c) => c.start < end && c.end > start);
      if (!here.length) continue;
      const bars = document.createElement("span");
      bars.className = "bars";
      bars.setAttribute("aria-hidden", "true");
      for (const coding of here) {
        const bar = document.createElement("span");
        bar.className = `bar c${coding.color}${coding.mine ? "" : " other"}`;
        bar.title = coding.name;
        bar.dataset.coding = coding.id;
        this.answers(bar, coding);
        bars.append(bar);
      }
      part.after(bars);
    }
  }
}

/** Memos by the words they stand on. @param {Note[]} notes @returns {Note[][]} */
function together(notes) {
  /** @type {Map<string, Note[]>} */
  const found = new Map();
  for (const note of notes) found.set(`${note.start}-${note.end}`, [...(found.get(`${note.start}-${note.end}`) ?? []), note]);
  return [...found.values()];
}

/** @param {Note[]} group */
const told = (group) => `Memo: ${group.map((note) => note.text).join(" · ")}`;

/** Strips of lines that follow each other down one column. @param {import("./surface.js").Strip[]} strips */
function columns(strips) {
  /** @type {{page: number, edge: number, top: number, bottom: number}[]} */
  const runs = [];
  for (const strip of strips) {
    const last = runs[runs.length - 1];
    if (last && last.page === strip.page && strip.top >= last.top && Math.abs(strip.edge - last.edge) < 40) {
      last.bottom = Math.max(last.bottom, strip.bottom);
      last.edge = Math.max(last.edge, strip.edge);
    } else runs.push({ page: strip.page, edge: strip.edge, top: strip.top, bottom: strip.bottom });
  }
  return runs;
}

/** @param {string} name @param {Range[]} ranges */
function highlight(name, ranges) {
  if (!("highlights" in CSS)) return;
  if (ranges.length) {
    const group = new Highlight(...ranges);
    // What is chosen lies over what is coded.
    group.priority = name === "chosen" ? 2 : name === "lit" ? 1 : 0;
    CSS.highlights.set(name, group);
  } else CSS.highlights.delete(name);
}
