// The papers of an evaluation by grade, in the order of the paper; for desk and hall.
import { html, nothing } from "../../vendor/lit-html.js";
import { say, t } from "../words.js";

const row = (word, votes) => html`<div class="big-figure"><dt>${word}</dt><dd>${votes}</dd></div>`;

export const gradeFigures = ({ options, invalid, returned }) => html`
  <dl class="figures row">
    ${options.map(({ name, votes }) => row(say(name), votes))}
    ${invalid ? row(t("mark.void"), invalid) : nothing}
    ${row(t("election.returned"), returned)}
  </dl>`;
