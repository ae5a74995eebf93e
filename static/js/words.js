// All words that people read, from the catalogues in static/words; Chinese first, English one click away.
import { signal } from "../vendor/signals-core.js";

export const LANGUAGES = ["zh", "en"];
const KEPT_AS = "yijue.language";
const catalogues = { zh: {}, en: {} };

/** The language now shown; setting it through `choose` re-renders whoever read it. */
export const language = signal(LANGUAGES.includes(localStorage.getItem(KEPT_AS)) ? localStorage.getItem(KEPT_AS) : "zh");

/** Load catalogues before the first render: `await load()` for the common one, `await load("officers.")` for both. */
export async function load(...prefixes) {
  const wanted = ["", ...prefixes].flatMap((prefix) => LANGUAGES.map((tongue) => [prefix, tongue]));
  await Promise.all(wanted.map(async ([prefix, tongue]) => {
    const answer = await fetch(new URL(`../words/${prefix}${tongue}.json`, import.meta.url));
    if (!answer.ok) throw new Error(`words ${prefix}${tongue}: ${answer.status}`);
    Object.assign(catalogues[tongue], await answer.json());
  }));
  document.documentElement.lang = tag();
}

/** BCP 47 tag of the language now shown. */
function tag() {
  return language.value === "zh" ? "zh-Hans" : "en";
}

export function choose(tongue) {
  localStorage.setItem(KEPT_AS, tongue);
  language.value = tongue;
  document.documentElement.lang = tag();
}

/** The sentence of `key`, with {name} filled from `values`. A key that no catalogue has is a fault of ours and throws. */
export function t(key, values = {}) {
  const sentence = catalogues[language.value][key];
  if (sentence === undefined) throw new Error(`no words for ${key}`);
  return sentence.replace(/\{(\w+)\}/g, (_, name) => {
    if (!(name in values)) throw new Error(`${key} wants {${name}}`);
    return String(values[name]);
  });
}

/** Whether a key has words: for words that come from the wire, such as outcomes. */
export function known(key) {
  return key in catalogues[language.value];
}

/** A Text {zh, en} of the wire in the language now shown; a plain string is given back as it is. */
export function say(text) {
  if (text === null || text === undefined) return "";
  if (typeof text === "string") return text;
  return text[language.value] || text.zh || text.en || "";
}
