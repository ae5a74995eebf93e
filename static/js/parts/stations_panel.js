// The operator's panel of the scrutineers' stations: who is there, a code for one to come, a fingerprint to compare, a loss.
import { html, nothing } from "../../vendor/lit-html.js";
import { t } from "../words.js";
import { take } from "./ask.js";
import { busy } from "./command.js";
import { grouped } from "./grouped.js";
import { deskStep } from "./seat_dialog.js";
import { showStationCode } from "./stations_code.js";
import { fingerprint, nameOf, stationHead } from "./stations_line.js";

/** Whether some vote cannot be announced before a station is there. */
export const stationsWanted = (view) => view.next.some((step) => step.refusal?.code === "poll.tier");

/** Whether somebody must do something about a station: then the panel stands first. */
export const stationsUrgent = (view) => stationsWanted(view) || view.stations.some((one) => one.state === "pending");

export const stationsPanel = (view) => html`
  <section id="stations" class="panel stations ${stationsUrgent(view) ? "alert-gold" : ""}">
    <h2 class="overline">${t("stations.title")}</h2>
    ${stationsWanted(view) ? html`<p class="wanted">${t("stations.wanted")}</p>` : nothing}
    <ul>${view.stations.map((one) => station(one, view))}</ul>
    <p class="note">${t("stations.explain")}</p>
  </section>`;

/** Under the next step, where the panel itself may be out of sight. */
export const stationsHint = (view) => (stationsWanted(view) ? html`
  <p class="elsewhere to-stations">${t("stations.wanted")}
    <button type="button" class="slim" @click=${show}>${t("stations.go")}</button></p>` : nothing);

const show = () => document.querySelector("#stations").scrollIntoView({ block: "center" });

const station = (one, view) => html`
  <li data-station=${one.station}>
    ${stationHead(one)}
    ${one.state === "pending" ? toCompare(one) : html`${one.state === "enrolled" ? fingerprint(one) : nothing}<span class="acts">${acts(one)}</span>`}
    ${one.state === "enrolled" && !one.online ? html`<p class="note">${t(needed(one, view) ? "stations.offline_needed" : "stations.offline_how")}</p>` : nothing}
  </li>`;

/** Whether a vote that is not counted yet rests on this station. */
const needed = (one, view) => view.polls.some((poll) => ["announced", "open", "closed"].includes(poll.state)
  && poll.stations.some((part) => part.station === one.station));

const acts = (one) => html`
  <button type="button" class="slim" ?disabled=${busy.value} @click=${() => showStationCode(one)}>${t(one.code ? "stations.show_code" : "act.station_code")}</button>
  ${one.state === "enrolled" ? html`
    <button type="button" class="slim danger" ?disabled=${busy.value} @click=${() => lose(one)}>${t("act.lose_station")}</button>` : nothing}`;

const toCompare = (one) => html`
  <code class="fingerprint large">${grouped(one.fingerprint)}</code>
  <p class="note">${t("stations.compare_how")}</p>
  <span class="acts">
    <button type="button" class="slim" ?disabled=${busy.value} @click=${() => confirm(one)}>${t("act.confirm_station")}</button>
    <button type="button" class="slim danger" ?disabled=${busy.value} @click=${() => reject(one)}>${t("pending.reject")}</button>
  </span>`;

const step = (command, args, ask, one, about, weight) => ({ ...deskStep(command, args, ask, { seat: nameOf(one) }, weight), about });

const confirm = (one) => take(step("confirm_station", { station: one.station, kid: one.kid }, "confirm", one,
  t("stations.compare", { station: one.station, fingerprint: grouped(one.fingerprint) })));

const reject = (one) => take(step("reject_station", { station: one.station, kid: one.kid }, "confirm", one,
  t("stations.turn_away", { station: one.station, fingerprint: grouped(one.fingerprint) }), "danger"));

const lose = (one) => take(step("lose_station", { station: one.station }, "reason", one,
  t("stations.lose_explain", { station: one.station }), "danger"));
