// The words that are read aloud: as they are to be read, with a mark where a person edited them and a way to do so.
import { html, nothing } from "../../vendor/lit-html.js";
import { say, t } from "../words.js";
import { openReading } from "./reading_dialog.js";

/** What the chair reads now, large; what others read or what comes beside it, small below. */
export function readingPanel(view) {
  const one = nowOf(view);
  if (!view.reading && !others(view).length) return nothing;
  return html`
    <section class="aloud">
      ${view.reading ? html`<h3 class="overline">${t("chair.read")}</h3>
        <blockquote>${say(view.reading)}</blockquote>${one ? foot(one) : nothing}` : nothing}
      ${others(view).map(small)}
    </section>`;
}

/** The same for the operator: one line each. */
export const readingLines = (view) => html`
  ${view.reading ? html`<div class="reading"><p><span class="quiet">${t("chair.reads")}</span> ${say(view.reading)}</p>
    ${nowOf(view) ? foot(nowOf(view)) : nothing}</div>` : nothing}
  ${others(view).map(small)}`;

/** Everything that may be edited, for a desk that reads nothing itself. */
export const wordsToEdit = (view) => ((view.aloud ?? []).length ? html`
  <section class="words-to-edit"><h2 class="overline">${t("reading.title")}</h2>${view.aloud.map(small)}</section>` : nothing);

const nowOf = (view) => (view.aloud ?? []).find((one) => one.now);
const others = (view) => (view.aloud ?? []).filter((one) => !one.now && one.open);

const small = (one) => html`
  <div class="reading"><p><span class="quiet">${say(one.label)}${t("reading.colon")}</span> ${say(one.text)}</p>${foot(one)}</div>`;

const foot = (one) => html`
  <p class="reading-foot">
    ${one.lapsed && one.open ? html`<span class="chip warn">${t("reading.lapsed")}</span>` : nothing}
    ${editedMark(one.edited)}
    ${one.open ? html`<button type="button" class="slim" @click=${() => openReading(one)}>${t("reading.edit")}</button>` : nothing}
  </p>`;

/** The mark of an edit with who made it; nothing where the words are as generated. */
export const editedMark = (edited) => (edited ? html`
  <span class="chip now">${t("reading.edited")}</span>
  ${edited.differs ? html`<span class="chip warn">${t("reading.differs")}</span>` : nothing}
  <span class="quiet">${t("reading.edited_by", { by: edited.by, at: edited.at.slice(11, 16) })}</span>` : nothing);
