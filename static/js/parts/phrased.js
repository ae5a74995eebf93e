// A Chinese title that breaks its lines between words and not within them; Latin titles break at their spaces anyway.
import { html } from "../../vendor/lit-html.js";
import { say } from "../words.js";

const words = new Intl.Segmenter("zh", { granularity: "word" });
/** Signs that no line may begin with, and those that none may end with: they stay with their neighbour. */
const NOT_FIRST = /^[，。、；：！？）》」』”’),.;:!?\-–]/;
const NOT_LAST = /[（《「『“‘）》」』(]$/;

/** Text of the wire as pieces, each of which stays on one line. */
function pieces(text) {
  const found = [];
  for (const { segment } of words.segment(text)) {
    const before = found.at(-1);
    if (before !== undefined && (NOT_FIRST.test(segment) || NOT_LAST.test(before))) found[found.length - 1] += segment;
    else found.push(segment);
  }
  return found;
}

/** A title of the wire for a heading. */
export const phrased = (text) => html`<span class="phrased">${pieces(say(text)).map((piece) => html`${piece}<wbr>`)}</span>`;
