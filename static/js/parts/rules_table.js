// The rules in force: value, article, wording, how certain it is, which book laid it down and who looked last.
import { html } from "../../vendor/lit-html.js";
import { known, say, t } from "../words.js";

export const rulesTable = (view) => html`
  <h2>${t("secretary.rules")}</h2>
  <p class="note">${t("rules.books")} ${view.meeting.book.map((book) => html`<span class="book">${say(book.title)} · ${book.in_force}</span>`)}</p>
  <ul class="rules">${view.rules.map(rule)}</ul>`;

const rule = (one) => html`
  <li>
    <div class="rule-head"><h3>${say(one.title)}</h3><strong>${say(one.value)}</strong></div>
    ${one.wording ? html`<blockquote lang="zh">${one.wording}</blockquote>` : ""}
    <p class="chips"><span class="chip">${one.article}</span><span class="chip">${say(one.layer)}</span>
      <span class="chip ${one.certainty}">${known(`certainty.${one.certainty}`) ? t(`certainty.${one.certainty}`) : one.certainty}</span>
      <span class="note">${t("rules.checked", { day: one.checked })}</span></p>
  </li>`;
