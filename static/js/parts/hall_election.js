// The result of an election on the wall: ranking, who is elected, what the papers were.
import { html, nothing } from "../../vendor/lit-html.js";
import { say, t } from "../words.js";
import { CARRIED, verdict } from "./hall_figures.js";
import { rowName } from "./row_name.js";

export const hallElection = (poll) => html`
  <p class="papers-line">${papers(poll).map(([key, number]) => html`<span>${t(key)} <b>${number}</b></span>`)}</p>
  <div class="rankings">${columns(poll.election.ranking).map((rows) => ranking(rows, poll))}</div>
  ${CARRIED.includes(poll.outcome?.word) ? nothing : verdict(poll.outcome)}
  ${poll.outcome ? html`<p class="sub">${say(poll.outcome.explanation)}</p>` : nothing}`;

const LONGEST = 14; // rows that a wall can show one under another

/** A long ranking goes on in a second and a third column. */
function columns(rows) {
  const height = Math.ceil(rows.length / Math.min(3, Math.ceil(rows.length / LONGEST) || 1));
  return [0, 1, 2].map((place) => rows.slice(place * height, (place + 1) * height)).filter((some) => some.length);
}

const ranking = (rows, poll) => html`
  <table class="ranking">
    <thead><tr><th></th><th>${t("mark.for")}</th><th>${t("mark.against")}</th><th>${t("mark.abstain")}</th><th></th></tr></thead>
    <tbody>${rows.map((row) => line(row, poll))}</tbody>
  </table>`;

const papers = (poll) => [["attendance.present", poll.present], ["poll.issued", poll.issued], ["election.returned", poll.election.returned],
  ["election.valid", poll.election.valid], ["election.invalid", poll.election.invalid], ...(poll.seats === null ? [] : [[poll.round === "primary" ? "election.places" : "election.seats", poll.seats]])];

const line = (row, { election, lines }) => html`
  <tr class=${election.elected.includes(row.name) ? "elected" : ""}>
    <th scope="row">${nameOf(row, lines)}</th>
    <td>${row.for ?? "—"}</td><td>${row.against ?? "—"}</td><td>${row.abstain ?? "—"}</td>
    <td>${fate(row, election)}</td>
  </tr>`;

const nameOf = (row, lines) =>
  rowName(row, lines, (number) => `${t("election.write_in")} ${number}`, () => html`<small>${t("election.write_in")}</small>`);

const fate = (row, election) => {
  if (election.formal?.includes(row.name)) return html`<span class="fate">${t("election.formal")}</span>`;
  if (election.elected.includes(row.name)) return html`<span class="fate">${t("election.elected")}</span>`;
  return election.tied.includes(row.name) ? html`<span class="fate no">${t("election.tied")}</span>` : nothing;
};
