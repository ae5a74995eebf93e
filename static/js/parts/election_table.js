// An election as the core ranked it: who got what, who is elected, what the papers were.
import { html, nothing } from "../../vendor/lit-html.js";
import { say, t } from "../words.js";
import { figure } from "./figures.js";
import { rowName } from "./row_name.js";

export const electionTable = ({ election, lines }) => html`
  <table class="election">
    <thead><tr><th>${t("election.name")}</th>${["for", "against", "abstain", "blank"].map((mark) => html`<th class="figure">${t(`mark.${mark}`)}</th>`)}<th></th></tr></thead>
    <tbody>${election.ranking.map((row) => rankRow(row, election, lines))}</tbody>
  </table>`;

const cell = (number) => html`<td class="figure">${number ?? "—"}</td>`;

const nameOf = (row, lines) =>
  rowName(row, lines, (number) => `${t("election.write_in")} ${number}`, () => html` <span class="chip">${t("election.write_in")}</span>`);

const rankRow = (row, election, lines) => html`
  <tr class=${election.elected.includes(row.name) ? "elected" : ""}>
    <th scope="row">${nameOf(row, lines)}</th>
    ${cell(row.for)}${cell(row.against)}${cell(row.abstain)}${cell(row.blank)}
    <td class="fate">${fate(row, election)}</td>
  </tr>`;

const fate = (row, election) => {
  if (election.formal?.includes(row.name)) return html`<span class="seal">${t("election.formal")}</span>`;
  if (election.elected.includes(row.name)) return html`<span class="seal">${t("election.elected")}</span>`;
  return election.tied.includes(row.name) ? html`<span class="seal no">${t("election.tied")}</span>` : nothing;
};

export const paperFigures = (poll) => html`
  <dl class="figures papers-count">
    ${poll.seats === null ? nothing : figure(poll.round === "primary" ? "election.places" : "election.seats", poll.seats)}
    ${figure("poll.issued", poll.issued)}
    ${figure("election.returned", poll.election.returned)}
    ${figure("election.valid", poll.election.valid)}
    ${figure("election.invalid", poll.election.invalid)}
    ${poll.election.vacant ? figure("election.vacant", poll.election.vacant) : nothing}
  </dl>`;

export const candidateList = (poll) => html`
  <ol class="candidates">${poll.lines.map((line) => html`<li>${say(line.name)}</li>`)}</ol>`;
