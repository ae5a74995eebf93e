// The figures of a count: the station's own beside the server's. What differs stands in red.
import { html, nothing } from "../../vendor/lit-html.js";
import { t } from "../words.js";
import { lineName } from "./names.js";

/** The rows of a count as [name, figure]: in ballot order, then the names written in. */
const rows = (poll, sums) => (sums.kind === "motion"
  ? ["for", "against", "abstain"].map((mark) => [t(`mark.${mark}`), sums[mark]])
  : [
    ...sums.lines.map((line) => [lineName(poll, line.id), line.against === undefined ? line.for : `${line.for} / ${line.against} / ${line.abstain}`]),
    ...(sums.write_ins ?? []).map((line) => [line.name, line.votes]),
    [t("station.valid"), sums.valid],
    [t("station.invalid"), sums.invalid],
  ]);

const caption = (sums) => (sums.kind === "election" ? html`<caption class="note">${t("station.three")}</caption>` : nothing);

const row = (name, own, server) => html`<tr class=${own === server ? "" : "differs"}>
  <td>${name}</td><td class="figure">${own ?? ""}</td><td class="figure">${server ?? ""}</td></tr>`;

/** A table of both counts; a name that only one of them has stands in its column alone. */
export function figures(poll, own, server) {
  const [mine, theirs] = [new Map(rows(poll, own)), new Map(rows(poll, server))];
  return html`
    <table class="counts">
      ${caption(own)}
      <thead><tr><th></th><th class="figure">${t("station.own_count")}</th><th class="figure">${t("station.server_count")}</th></tr></thead>
      <tbody>${[...new Set([...mine.keys(), ...theirs.keys()])].map((name) => row(name, mine.get(name), theirs.get(name)))}</tbody>
    </table>`;
}
