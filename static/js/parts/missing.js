// After an alarm about the count: the member may save what finds out after which party the ballot is missing. It shows the vote.
import { html, nothing } from "../../vendor/lit-html.js";
import { hide, show } from "../ballot/missing.js";
import { t } from "../words.js";

const file = (text) => `data:application/json;charset=utf-8,${encodeURIComponent(text)}`; // gone with the paper, as a blob would not be

const made = ({ vote }, { missing }) => html`
  <a class="button save" download=${`${vote}-missing.json`} href=${file(missing)}>${t("ballot.missing_save")}</a>
  <button type="button" class="slim" @click=${() => { hide(vote); }}>${t("ballot.missing_hide")}</button>`;

const offer = ({ vote }) => html`<button type="button" class="danger show-missing" @click=${() => { show(vote); }}>${t("ballot.missing_show")}</button>`;

export const missing = (poll, paper) => (paper?.counted === false && paper.showable ? html`
  <section class="panel missing">
    <p><strong>${t("ballot.missing_warns")}</strong></p>
    <p>${t("ballot.missing_how")}</p>
    ${paper.missing ? made(poll, paper) : offer(poll)}
  </section>` : nothing);
