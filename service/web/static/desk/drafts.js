// @ts-check
/** What is typed and not yet sent, kept on this computer under the words it speaks of until it is sent or emptied. */

import { drawn, fill, held, isField } from "./renew.js";

export class Drafts {
  /** @param {string} name under which they are kept @param {HTMLElement} root whose forms hold the fields @param {() => string} about what is typed now */
  constructor(name, root, about) {
    this.name = name;
    this.root = root;
    this.about = about;
    /** @type {Record<string, string>} */
    this.kept = {};
    try {
      this.kept = JSON.parse(localStorage.getItem(name) ?? "{}");
    } catch {
      // What cannot be read is nothing.
    }
    root.addEventListener("input", (event) => {
      if (event.target instanceof Element && isField(event.target)) this.take(event.target);
    });
  }

  /** @param {Element & {name: string, form: HTMLFormElement | null}} field @returns {string | null} */
  key(field) {
    const form = field.form?.dataset.draft;
    if (form === undefined || !field.name) return null;
    // A form that names its own words speaks of them whatever is chosen.
    return JSON.stringify([field.form?.dataset.own ?? this.about(), form, field.name]);
  }

  /** @param {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} field */
  take(field) {
    const key = this.key(field);
    if (key === null) return;
    if (held(field) === drawn(field)) delete this.kept[key];
    else this.kept[key] = held(field);
    this.keep();
  }

  keep() {
    if (Object.keys(this.kept).length) localStorage.setItem(this.name, JSON.stringify(this.kept));
    else localStorage.removeItem(this.name);
  }

  fields() {
    return [...this.root.querySelectorAll("form[data-draft] :is(input, textarea, select)")].filter(isField);
  }

  /** Put into all fields what was typed in them about the words chosen now, or nothing. */
  show() {
    for (const field of this.fields()) {
      const key = this.key(field);
      const value = key === null ? undefined : this.kept[key];
      fill(field, value ?? drawn(field));
      if (value !== undefined) field.closest("details")?.setAttribute("open", "");
    }
  }

  /** What was typed about some words is about others now. @param {string} from @param {string} to */
  move(from, to) {
    for (const [key, value] of Object.entries(this.kept)) {
      const [words, ...field] = JSON.parse(key);
      if (words !== from) continue;
      delete this.kept[key];
      this.kept[JSON.stringify([to, ...field])] ??= value;
    }
    this.keep();
  }

  /** Name what was typed about any words and not sent. @param {Element | null} place @param {(start: number, end: number) => string} words */
  list(place, words) {
    const rows = Object.entries(this.kept).flatMap(([key, value]) => {
      const about = String(JSON.parse(key)[0]);
      const found = /^(\d+)-(\d+)$/.exec(about);
      if (!found || !value.trim()) return [];
      const row = document.createElement("li");
      const link = document.createElement("a");
      link.href = `?start=${found[1]}&end=${found[2]}`;
      link.dataset.jump = about;
      link.textContent = short(value);
      row.append(link, ` on “${short(words(Number(found[1]), Number(found[2])))}”`);
      return [row];
    });
    if (!place) return;
    place.replaceChildren();
    if (!rows.length) return;
    const head = document.createElement("h3");
    head.textContent = "Written and not yet kept";
    const list = document.createElement("ul");
    list.append(...rows);
    place.append(head, list);
  }

  /** What a form holds is being sent: its fields are empty again. Returns what puts it back where it is refused. @param {HTMLFormElement} form */
  sent(form) {
    const fields = [...form.elements].filter(isField);
    const before = fields.map((field) => /** @type {const} */ ([this.key(field), held(field), drawn(field)]));
    for (const field of fields) {
      fill(field);
      this.take(field);
    }
    return () => {
      for (const [key, value, empty] of before) if (key !== null && value !== empty && !(key in this.kept)) this.kept[key] = value;
      this.keep();
      this.show();
    };
  }
}

/** @param {string} words */
const short = (words) => (words.length > 60 ? `${words.slice(0, 58)}…` : words);
