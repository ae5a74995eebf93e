// Beside the votes: fingerprints to compare by eye, the roll, the log that is witnessed, and what the station did.
import { html, nothing } from "../../vendor/lit-html.js";
import { t } from "../words.js";
import { grouped } from "../parts/grouped.js";
import { evidence } from "./line.js";
import { sentence } from "./sentences.js";

const prints = (view) => html`
  <section class="sheet"><h2>${t("station.prints")}</h2>
    <dl>
      <div><dt>${t("station.own_print")}</dt><dd class="print">${grouped(view.own.short)}</dd><dd class="print long">${grouped(view.own.long)}</dd></div>
      ${view.server ? html`<div><dt>${t("station.server_print")}</dt><dd class="print">${grouped(view.server.short)}</dd><dd class="print long">${grouped(view.server.long)}</dd></div>` : nothing}
      ${view.peers.map((peer) => html`<div><dt>${t("station.letter", peer)}</dt><dd class="print">${grouped(peer.short)}</dd><dd class="print long">${grouped(peer.long)}</dd></div>`)}
    </dl></section>`;

const known = (view) => html`
  <section class="sheet"><h2>${t("station.known")}</h2>
    <dl>
      <div><dt>${t("station.roll")}</dt><dd>${t("station.roll_count", view.roll)}</dd></div>
      <div><dt>${t("station.agenda")}</dt><dd>${t(view.agenda ? "station.agenda_votes" : "station.agenda_none", { count: view.agenda })}</dd></div>
      <div><dt>${t("station.log")}</dt><dd>${view.log ? html`${t("station.log_size", { size: view.log.size })} <span class="print long">${grouped(view.log.fingerprint)}</span>` : t("station.not_yet")}</dd></div>
    </dl>
    <button class="slim" type="button" @click=${evidence}>${t("station.evidence")}</button>
  </section>`;

const log = (view) => html`
  <section class="sheet station-log"><h2>${t("station.told")}</h2>
    <ol>${view.told.map((line) => html`<li><time>${line.at.slice(11, 19)}</time><span>${sentence(line, view)}</span></li>`)}</ol></section>`;

export const aside = (view) => html`<aside>${prints(view)}${known(view)}${log(view)}</aside>`;
