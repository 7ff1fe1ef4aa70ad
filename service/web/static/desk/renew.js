// @ts-check
/**
 * A part of a page made what the service drew, in place: elements that are in both stay the elements they are, so that
 * focus, caret, a word half composed and what is typed are never taken from under a person's hands.
 */

/** @param {Node} node @returns {string} what a node is known by among its siblings */
function known(node) {
  if (!(node instanceof Element)) return "";
  return node.id || node.getAttribute("data-key") || node.getAttribute("data-kept") || "";
}

/** @param {Element} field @returns {field is HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} */
export const isField = (field) =>
  (field instanceof HTMLInputElement && field.type !== "hidden") || field instanceof HTMLTextAreaElement || field instanceof HTMLSelectElement;

/** What a field holds, comparable. @param {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} field */
export const held = (field) => (field instanceof HTMLInputElement && /^(checkbox|radio)$/.test(field.type) ? String(field.checked) : field.value);

/** What a field held when it was drawn. @param {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} field */
export function drawn(field) {
  if (field instanceof HTMLSelectElement) return ([...field.options].find((o) => o.defaultSelected) ?? field.options[0])?.value ?? "";
  return field instanceof HTMLInputElement && /^(checkbox|radio)$/.test(field.type) ? String(field.defaultChecked) : field.defaultValue;
}

/** Put into a field what it held when it was drawn, or something else. @param {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} field @param {string} [value] */
export function fill(field, value = drawn(field)) {
  if (field instanceof HTMLInputElement && /^(checkbox|radio)$/.test(field.type)) field.checked = value === "true";
  else if (field.value !== value) field.value = value;
}

/**
 * Make the children of `old` those of `fresh`. An element of `fresh` with `data-waits` leaves what stands there as it
 * is: it comes with a later answer.
 * @param {Element} old @param {Element | DocumentFragment} fresh
 */
export function renew(old, fresh) {
  /** @type {Map<string, ChildNode>} */
  const named = new Map();
  for (const node of old.childNodes) if (known(node)) named.set(`${node.nodeName} ${known(node)}`, node);
  let at = old.firstChild;
  for (const wanted of [...fresh.childNodes]) {
    const name = known(wanted);
    /** @type {ChildNode | null} */
    let found = name ? (named.get(`${wanted.nodeName} ${name}`) ?? null) : at;
    while (!name && found && (found.nodeName !== wanted.nodeName || known(found))) found = found.nextSibling;
    if (!found) {
      old.insertBefore(wanted, at);
      continue;
    }
    if (found !== at && found.parentNode === old && found.contains(document.activeElement)) {
      // What has the focus does not move: what stands between goes, and comes back where it is wanted.
      while (at && at !== found) {
        const passed = at;
        at = at.nextSibling;
        passed.remove();
      }
    }
    if (found === at) at = found.nextSibling;
    else old.insertBefore(found, at);
    same(found, wanted);
  }
  while (at) {
    const passed = at;
    at = at.nextSibling;
    passed.remove();
  }
}

/** @param {ChildNode} old @param {ChildNode} fresh of the same kind */
function same(old, fresh) {
  if (!(old instanceof Element) || !(fresh instanceof Element)) {
    if (old.nodeValue !== fresh.nodeValue) old.nodeValue = fresh.nodeValue;
    return;
  }
  if (fresh.hasAttribute("data-waits")) return old.setAttribute("aria-busy", "true");
  const touched = isField(old) && (old === document.activeElement || held(old) !== drawn(old));
  const value = isField(old) ? held(old) : "";
  for (const { name } of [...old.attributes]) {
    // What a person opened stays open.
    if (!fresh.hasAttribute(name) && !(name === "open" && old instanceof HTMLDetailsElement)) old.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  if (old instanceof HTMLTextAreaElement) {
    if (old.defaultValue !== fresh.textContent) old.defaultValue = fresh.textContent ?? "";
  } else renew(old, fresh);
  if (isField(old)) fill(old, touched ? value : drawn(old));
}
