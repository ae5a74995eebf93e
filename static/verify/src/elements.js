// Elements of the page from plain values. Text is always text: nothing of a file is ever read as markup.

export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export const state = { language: "zh" };

/** A sentence in the language of the page; the other one where it has none. */
export function t(words) {
  if (typeof words === "string") return words;
  return words?.[state.language] || words?.zh || words?.en || "";
}
