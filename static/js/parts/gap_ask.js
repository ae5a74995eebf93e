// Where the law is silent: what was decided, by which organ, put on record by the secretary.
import { html } from "../../vendor/lit-html.js";
import { say, t } from "../words.js";
import { askFor } from "./candidates_asks.js";

const ORGANS = { congress: ["presidium", "plenary"], standing_committee: ["chairs_meeting", "chair", "plenary"] };

const fields = (body) => html`
  <label class="field"><span>${t("gap.decision")}</span><textarea name="decision" required maxlength="400"></textarea></label>
  <label class="field"><span>${t("track.organ")}</span><select name="organ" required>
    ${ORGANS[body].map((word) => html`<option value=${word}>${t(`track.${word}`)}</option>`)}</select></label>
  <p class="note">${t("gap.value_stays")}</p>`;

const askGap = (one, view) => askFor(
  "decide_gap", t("gap.record"), `${say(one.title)}${one.whom ? `（${say(one.whom)}）` : ""} · ${say(one.value)} · ${say(one.citation) || one.article}`,
  () => fields(view.meeting.body),
  (form) => ({ key: one.key, office: one.office, kind: one.kind, decision: form.get("decision"), organ: form.get("organ") }),
);

/** The decision on record, who made it and who entered it. */
export const gapDecided = (one) => html`
  <p class="gap-decided"><strong>${one.text}</strong>
    <span class="quiet">${say(one.organ)} · ${t("gap.entered", { by: one.by, at: one.at.slice(0, 16).replace("T", " ") })}</span></p>`;

/** The button that puts a decision on record, in place of an earlier one where there is one. */
export const gapButton = (one, view) => html`
  <p><button type="button" class="slim" @click=${() => askGap(one, view)}>${t(one.decided ? "gap.again" : "gap.record")}</button></p>`;
