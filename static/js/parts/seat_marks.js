// The four marks of a ballot: each has a letter on the wire, a word, a colour and a shape of its own.
import { html, svg } from "../../vendor/lit-html.js";
import { t } from "../words.js";

export const MARKS = { Y: "for", N: "against", A: "abstain", B: "blank" };

const shapes = {
  Y: svg`<circle cx="12" cy="12" r="9.5" /><path d="M7 12.4l3.4 3.4L17 9" />`,
  N: svg`<rect x="3" y="3" width="18" height="18" /><path d="M8 8l8 8M16 8l-8 8" />`,
  A: svg`<path d="M12 2.6L21.4 12 12 21.4 2.6 12z" /><path d="M8 12h8" />`,
  B: svg`<path d="M4 20h16" />`,
};

export const markIcon = (letter) => html`<svg class="mark-icon" viewBox="0 0 24 24" aria-hidden="true">${shapes[letter]}</svg>`;
export const markWord = (letter) => t(`ballot.mark.${MARKS[letter]}`);
