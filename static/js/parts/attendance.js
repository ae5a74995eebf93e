// Who is here: 应到, 实到, the quorum and its article.
import { html, nothing } from "../../vendor/lit-html.js";
import { say, t } from "../words.js";
import { figure } from "./figures.js";

export const attendanceView = (attendance) => html`
  <section class="panel attendance">
    <h2 class="overline">${t("attendance.title")}</h2>
    <dl class="figures">
      ${figure("attendance.members", attendance.members)}
      ${figure("attendance.present", attendance.present, "strong")}
      ${figure("attendance.absent", attendance.absent)}
      ${figure("attendance.on_leave", attendance.on_leave)}
      ${figure("attendance.left", attendance.left)}
    </dl>
    ${quorumLine(attendance)}
    ${attendance.attendees || attendance.observers
      ? html`<p class="note">${t("attendance.others", { attendees: attendance.attendees, observers: attendance.observers })}</p>` : nothing}
  </section>`;

export const quorumLine = (attendance) => html`
  <p class="quorum ${attendance.quorate ? "met" : "short"}">
    <strong>${t(attendance.quorate ? "attendance.quorate" : "attendance.not_quorate")}</strong>
    <span>${t("attendance.needed", { needed: attendance.quorum_needed })}</span>
    <span class="article">${say(attendance.citation) || attendance.article}</span>
  </p>`;
