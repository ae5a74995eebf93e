// The stages of the big screen between votes.
import { html, nothing } from "../../vendor/lit-html.js";
import { say, t } from "../words.js";
import { bigFigure, hallVoided } from "./hall_figures.js";
import { phrased } from "./phrased.js";

export const hallWaiting = () => html`<section class="centre"><p class="huge">${t("hall.welcome")}</p><p class="sub">${t("hall.sign_in")}</p></section>`;

export const hallClosed = () => html`<section class="centre"><p class="huge">${t("hall.closed")}</p></section>`;

export const hallAttendance = ({ attendance }) => html`
  <section class="centre">
    <dl class="row">
      ${bigFigure("attendance.members", attendance.members)}
      ${bigFigure("attendance.present", attendance.present, "strong")}
      ${bigFigure("attendance.absent", attendance.absent)}
      ${attendance.on_leave ? bigFigure("attendance.on_leave", attendance.on_leave) : nothing}
    </dl>
    <p class="verdict calm ${attendance.quorate ? "" : "no"}">${t(attendance.quorate ? "attendance.quorate" : "attendance.not_quorate")}</p>
    <p class="sub">${t("attendance.needed", { needed: attendance.quorum_needed })}</p>
  </section>`;

export const hallItem = ({ item, polls }) => (item ? html`
  <section class="centre item">
    <p class="sub">${t("item.number", { number: item.number })} · ${t(`item.${item.kind}`)}</p>
    <p class="huge">${phrased(item.title)}</p>
    ${item.reporter ? html`<p class="sub">${t("item.reporter", { name: item.reporter.name, office: say(item.reporter.office) })}</p>` : nothing}
    ${item.disposition ? html`<p class="verdict">${say(item.disposition.label)}</p>` : nothing}
    ${item.disposition || !polls.at(-1)?.voided ? nothing : hallVoided(polls.at(-1))}
  </section>` : hallWaiting());
