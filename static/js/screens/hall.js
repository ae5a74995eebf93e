// The big screen of the hall. It follows the stage it is told and shows nothing of its own.
import { html, nothing } from "../../vendor/lit-html.js";
import { say, t } from "../words.js";
import { openDesk } from "../parts/desk.js";
import { grouped } from "../parts/grouped.js";
import { hallAttendance, hallClosed, hallItem, hallWaiting } from "../parts/hall_stages.js";
import { hallPolls } from "../parts/hall_polls.js";
import { languageButton } from "../parts/language_button.js";

const STAGES = { waiting: hallWaiting, attendance: hallAttendance, item: hallItem, voting: hallPolls, result: hallPolls, closed: hallClosed };

const around = (role, view, state, body) => html`
  <div class="screen">
    <header class="hall-head">
      <h1>${say(view?.meeting.title)}</h1>
      ${view?.meeting.sample ? html`<p class="hall-sample">${t("sample.word")}</p>` : nothing}
    </header>
    <main>${body}</main>
    <footer class="hall-foot">
      ${view ? footer(view) : nothing}
      <span class="hall-tools">${state === "up" ? nothing : html`<span class="link-state down" role="status">${t(`link.${state}`)}</span>`}${languageButton()}</span>
    </footer>
  </div>`;

const footer = ({ attendance, meeting }) => html`
  <span>${t("attendance.members")} <b>${attendance.members}</b></span>
  <span>${t("attendance.present")} <b>${attendance.present}</b></span>
  <span>${t(attendance.quorate ? "attendance.quorate" : "attendance.not_quorate")}</span>
  ${meeting.fingerprint ? html`<span class="log">${t("hall.log")} <code>${grouped(meeting.fingerprint)}</code></span>` : nothing}`;

openDesk("hall", (view) => STAGES[view.stage](view), around);
