// What waits for the operator's eye: devices whose fingerprint is to be compared, complaints that hold a declaration.
import { html, nothing } from "../../vendor/lit-html.js";
import { say, t } from "../words.js";
import { take } from "./ask.js";
import { deskStep } from "./seat_dialog.js";

export const pendingDevices = (pending) => (pending.length ? html`
  <section class="panel alert-gold">
    <h2 class="overline">${t("pending.title", { count: pending.length })}</h2>
    <p class="note">${t("pending.explain")}</p>
    <ul>${pending.map(device)}</ul>
  </section>` : nothing);

const device = (one) => html`
  <li><span>${one.seat}</span><code class="fingerprint">${one.fingerprint}</code>
    <button type="button" class="slim" @click=${() => confirmDevice(one)}>${t("act.confirm_device")}</button>
    <button type="button" class="slim danger" @click=${() => rejectDevice(one)}>${t("pending.reject")}</button></li>`;

const confirmDevice = (one) => take({
  ...deskStep("confirm_device", { seat: one.seat, kid: one.kid }, "confirm", one),
  about: t("pending.compare", { seat: one.seat, fingerprint: one.fingerprint }),
});

const rejectDevice = (one) => take({
  ...deskStep("reject_device", { seat: one.seat, kid: one.kid }, "confirm", one, "danger"),
  about: t("pending.turn_away", { seat: one.seat, fingerprint: one.fingerprint }),
});

export const complaintsView = (complaints, view) => html`
  ${panel("complaint.title", complaints.filter((one) => !one.after), view)}${lateComplaints(complaints, view)}`;

/** Those that came after the declaration: nothing is undone by them, and there is nothing to settle. */
export const lateComplaints = (complaints, view) => panel("complaint.after", complaints.filter((one) => one.after), view);

const panel = (title, complaints, view) => (complaints.length ? html`
  <section class="panel alert-red" role="alert">
    <h2 class="overline">${t(title)}</h2>
    <p class="note">${t(`${title}_how`)}</p>
    <ul>${complaints.map((one) => complaint(one, view))}</ul>
  </section>` : nothing);

const titleOf = (vote, view) => say(view.polls.find((poll) => poll.vote === vote)?.title) || vote;

const complaint = (one, view) => html`
  <li><p><strong>${t("map.seat", { seat: one.seat })}</strong> ${titleOf(one.vote, view)}</p>
    ${one.about.map((where) => html`<p>${t(`complaint.${where}`)}</p>`)}
    ${one.reason ? html`<p class="note said">${t("complaint.said")}<span lang="en">${one.reason}</span></p>` : nothing}
    ${one.after ? nothing : html`<button type="button" class="slim" @click=${() => take(deskStep("settle_complaint", { vote: one.vote }, "reason", one), view)}>${t("act.settle_complaint")}</button>`}</li>`;
