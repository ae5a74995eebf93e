// The scrutineers' stations in words: whether one is there, its fingerprint, and which have signed a count.
import { html, nothing } from "../../vendor/lit-html.js";
import { t } from "../words.js";
import { grouped } from "./grouped.js";

/** One word for a station: none, code, pending, online, offline. */
export const stateOf = (one) => (one.state === "enrolled" ? (one.online ? "online" : "offline") : one.state);

const CHIPS = { online: "good", offline: "down", pending: "warn", code: "", none: "" };

export const nameOf = (one) => t("stations.one", { station: one.station });

export const stationHead = (one) => html`
  <span class="station-name">${nameOf(one)}</span><span class="chip lamp ${CHIPS[stateOf(one)]}">${t(`stations.${stateOf(one)}`)}</span>`;

export const fingerprint = (one) => html`<code class="fingerprint">${grouped(one.fingerprint)}</code>`;

/** For those who look on: who is there, with the fingerprint of each. */
export const stationsSeen = (stations) => (stations.some((one) => one.state !== "none") ? html`
  <section class="panel stations">
    <h2 class="overline">${t("stations.title")}</h2>
    <ul>${stations.map((one) => html`<li>${stationHead(one)}${one.fingerprint ? fingerprint(one) : nothing}</li>`)}</ul>
  </section>` : nothing);

const COUNTED = ["counted", "declared"];
const signedWord = (one) => (one.signed ? "stations.signed" : one.lost ? "stations.lost" : "stations.unsigned");

/** Under a count: which stations have signed it, and papers exchanged. */
export const signatures = (poll) => (poll.stations.length && (COUNTED.includes(poll.state) || poll.spoiled) ? html`
  <ul class="signatures">
    ${COUNTED.includes(poll.state) ? poll.stations.map((one) => html`
      <li class=${one.signed ? "signed" : "missing"}>${t(signedWord(one), { station: one.station })}</li>`) : nothing}
    ${poll.spoiled ? html`<li>${t("stations.spoiled", { papers: poll.spoiled })}</li>` : nothing}
  </ul>` : nothing);
