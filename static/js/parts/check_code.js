// The check code of a sealed paper, and having it checked instead of casting it (docs/protocol.md section 11).
import { html, nothing } from "../../vendor/lit-html.js";
import { forget } from "../ballot/filling.js";
import { challenge } from "../ballot/sealed.js";
import { t } from "../words.js";

function check(vote) {
  forget(vote);
  challenge(vote);
}

/** Beside the button that casts: the code, and the other choice. Nothing where nothing is sealed. */
export const checkCode = (poll, paper) => (paper?.code ? html`
  <p class="check-code"><span>${t("ballot.code")} <code>${paper.code}</code></span>
    <button type="button" class="slim check" @click=${() => check(poll.vote)}>${t("ballot.check")}</button>
    <small>${t("ballot.check_explain")}</small></p>` : nothing);

const file = ({ text }) => `data:application/json;charset=utf-8,${encodeURIComponent(text)}`; // gone with the paper, as a blob would not be

/** What is given out of a paper that was checked: for the scrutineer's own computer, never for this one. */
export const opened = ({ vote }, paper) => (paper?.opening ? html`
  <section class="panel opened">
    <p><strong>${t("ballot.checked", { code: paper.opening.code })}</strong></p>
    <p>${t("ballot.checked_how")}</p>
    <a class="button save" download=${`${vote}-${paper.opening.code}.json`} href=${file(paper.opening)}>${t("ballot.checked_save")}</a>
  </section>` : nothing);
