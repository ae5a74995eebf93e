// The check code of a sealed paper, and having it checked instead of casting it (docs/protocol.md section 11).
import { html, nothing } from "../../vendor/lit-html.js";
import { draftOf, edit, forget } from "../ballot/filling.js";
import { challenge, saved } from "../ballot/sealed.js";
import { attend } from "../ballot/votes.js";
import { t } from "../words.js";

async function check(vote) {
  forget(vote);
  await challenge(vote);
  attend();
}

/** Beside the button that casts: the code, and the other choice. Nothing where nothing is sealed. */
export const checkCode = (poll, paper) => (paper?.code ? html`
  <p class="check-code"><span>${t("ballot.code")} <code>${paper.code}</code></span>
    <button type="button" class="slim check" @click=${() => check(poll.vote)}>${t("ballot.check")}</button>
    <small>${t("ballot.check_explain")}</small></p>` : nothing);

/** Where a press would send at once: a quiet switch; with it on, the press seals and shows the code first. */
export function checkSwitch(poll, rules, paper) {
  if (poll.press === "first" || poll.mode !== "secret" || (paper.manifest.issuers.length > 0 && paper.received)) return nothing;
  const { checking } = draftOf(poll, rules);
  return html`<button type="button" class="slim quiet check-switch" role="switch" aria-checked=${String(checking)}
    @click=${() => edit(poll, rules, { checking: !checking })}>${t("ballot.check")}</button>
    ${checking ? html`<small>${t("ballot.check_on")}</small>` : nothing}`;
}

const file = ({ text }) => `data:application/json;charset=utf-8,${encodeURIComponent(text)}`; // gone with the paper, as a blob would not be

/** What is given out of a paper that was checked: for the scrutineer's own computer, never for this one. */
export const opened = ({ vote }, paper) => (paper?.opening ? html`
  <section class="panel opened">
    <p><strong>${t("ballot.checked", { code: paper.opening.code })}</strong></p>
    <p>${t("ballot.checked_how")}</p>
    <a class="button save" download=${`${vote}-${paper.opening.code.replaceAll(" ", "")}.json`} href=${file(paper.opening)}
      @click=${() => { saved(vote); }}>${t("ballot.checked_save")}</a>
  </section>` : nothing);
