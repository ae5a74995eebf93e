// A refusal in words: its sentence, the article as people cite it, and what exactly stands in the way.
import { html, nothing } from "../../vendor/lit-html.js";
import { say } from "../words.js";

const cited = (refusal) => say(refusal.citation) || refusal.article;

/** The sentence with its article, for the middle of a line. */
export const refusalLine = (refusal) => html`${say(refusal)}${cited(refusal) ? html` <span class="article">${cited(refusal)}</span>` : nothing}`;

/** What exactly stands in the way: titles or sentences; never left out, for without them nobody knows what to do. */
export const refusalDetails = (refusal) => (refusal.details?.length
  ? html`<ul class="details">${refusal.details.map((line) => html`<li>${say(line)}</li>`)}</ul>` : nothing);

export const refusalText = (refusal) => html`<p>${refusalLine(refusal)}</p>${refusalDetails(refusal)}`;

export const refusalNote = (refusal) => (refusal ? html`<div class="refused" role="alert">${refusalText(refusal)}</div>` : nothing);
