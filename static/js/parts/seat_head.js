// The head of a seat: which sitting, who sits here, the item, who is present; the banner of a demonstration; the alarms.
import { html, nothing } from "../../vendor/lit-html.js";
import { say, t } from "../words.js";
import { languageButton } from "./language_button.js";
import { refusalNote } from "./refusal.js";

export const banner = (sample) => (sample
  ? html`<p class="sample-banner"><strong>${t("common.sample")}</strong><span>${t("common.sample_sentence")}</span></p>` : nothing);

/** `who` is Me or null; `title` a Text. */
export const head = (seat, title, who, online) => html`
  <header class="head seat-head">
    <span class="brand">${t("common.brand")}</span>
    <div class="head-title">
      <h1>${say(title)}</h1>
      <p>${t("seat.number", { seat })}${who?.name ? html` · <strong>${who.name}</strong> · ${t(`seat.attendance.${who.attendance ?? "absent"}`)}` : nothing}</p>
    </div>
    <div class="head-tools">
      <span class="link-state ${online ? "" : "down"}">${t(online ? "common.link.up" : "common.link.down")}</span>
      ${languageButton()}
    </div>
  </header>`;

/** What the house is at, and who is here. */
export const agendaLine = ({ item, attendance, meeting }) => html`
  <div class="seat-item">
    <p><span class="overline">${t("seat.item")}</span> <strong>${item ? say(item.title) : t(`seat.phase.${meeting.phase}`)}</strong></p>
    <p class="seat-present">${t("seat.present", { present: attendance.present, members: attendance.members })}
      <span class="chip ${attendance.quorate ? "good" : "warn"}">${t(attendance.quorate ? "seat.quorate" : "seat.not_quorate", { needed: attendance.quorum_needed })}</span></p>
  </div>`;

/** The alarm of a lost line says what matters: whether this member's vote has arrived. */
export const offlineAlarm = (poll, paper) => html`
  <div class="seat-alarm" role="alert">
    <strong>${t("seat.offline")}</strong>
    <span>${poll?.state === "open" ? t(paper?.received && !paper.sending ? "seat.offline_received" : paper?.sending ? "seat.offline_sending" : "seat.offline_not_received") : t("seat.offline_wait")}</span>
  </div>`;

/** A refusal in the language shown, with its article where there is one. */
export const refusalBox = refusalNote;
