// @ts-check
// Small tools on the DOM. Words of people go in as text nodes and attributes, never as markup.

/** Make an element. @param {string} tag @param {Record<string, any>} [attrs] @param {...(Node|string)} kids */
export function h(tag, attrs = {}, ...kids) {
  const e = document.createElement(tag);
  for (const [key, value] of Object.entries(attrs)) {
    if (value == null || value === false) continue;
    if (key.startsWith("on")) e.addEventListener(key.slice(2), value);
    else if (key.startsWith("--")) e.style.setProperty(key, value);
    else e.setAttribute(key, value === true ? "" : String(value));
  }
  e.append(...kids);
  return e;
}

/** Offset of a DOM point within a text element; its text nodes are the words and nothing else.
 * @param {Node} root @param {Node} node @param {number} offset */
export function offsetIn(root, node, offset) {
  const range = document.createRange();
  range.setStart(root, 0);
  range.setEnd(node, offset);
  return range.toString().length;
}

/** The DOM point of an offset. At an edge between two nodes: the end of the first, or with `after` the start of the second.
 * @param {Node} root @param {number} offset @param {boolean} [after] @returns {[Node, number]} */
export function pointAt(root, offset, after = false) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  let sum = 0, last = /** @type {Text|null} */ (null);
  for (let t = /** @type {Text|null} */ (walker.nextNode()); t; t = /** @type {Text|null} */ (walker.nextNode())) {
    if (after ? offset < sum + t.length : offset <= sum + t.length) return [t, offset - sum];
    sum += t.length;
    last = t;
  }
  return last ? [last, last.length] : [root, 0];
}

// Washes over words that are no part of the text: what is selected while the focus is beside the text, what was found.
// One highlight of a name for all widgets of a page.
/** @type {any} */ const css = typeof CSS === "undefined" ? null : CSS;
/** @param {string} name as in `::highlight(name)` @param {Range[]} ranges @returns {() => void} takes it off again */
export function wash(name, ranges) {
  if (!css?.highlights || typeof Highlight === "undefined") return () => {};
  let light = css.highlights.get(name);
  if (!light) css.highlights.set(name, (light = new Highlight()));
  ranges.forEach((r) => light.add(r));
  return () => ranges.forEach((r) => light.delete(r));
}

/** The selection, while the focus is in a box beside the text. @param {Range[]} ranges @returns {() => void} takes it off again */
export function ghost(ranges) { return wash("wb-ghost", ranges); }

/** Put words on the clipboard. On a server that has no https only the old way is there. @param {string} words @returns {Promise<boolean>} whether it went */
export async function copy(words) {
  try {
    await navigator.clipboard.writeText(words);
    return true;
  } catch {
    const put = (/** @type {ClipboardEvent} */ e) => { e.clipboardData?.setData("text/plain", words); e.preventDefault(); e.stopImmediatePropagation(); };
    document.addEventListener("copy", put, { capture: true, once: true });
    const went = document.execCommand("copy");
    document.removeEventListener("copy", put, true);
    return went;
  }
}
