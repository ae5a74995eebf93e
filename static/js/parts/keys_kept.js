// The keys and sealed envelopes of votes that are over: kept while somebody may still dispute them, then destroyed.
import { html, nothing } from "../../vendor/lit-html.js";
import { say, t } from "../words.js";
import { busy, giveAndTell } from "./command.js";
import { actions, openDialog } from "./dialog.js";

export const keysKept = (view) => {
  const sealed = view.polls.filter((one) => one.keys !== null);
  return sealed.length ? html`
    <h2>${t("keys.title")}</h2>
    <p class="explain">${t("keys.explain")}</p>
    <ul class="files sealed">${sealed.map((one) => html`
      <li><span>${say(one.title)}</span><code>${one.vote}</code>
        ${one.keys_gone ? keysGone(one) : kept(one)}</li>`)}
    </ul>` : nothing;
};

const kept = (one) => (one.keys === "in_use" ? html`<span class="note">${t("keys.in_use")}</span>`
  : html`<button type="button" @click=${() => askDestroy(one)}>${t("keys.destroy")}</button>`);

const party = (one) => (one.station === "S" ? t("keys.server") : t("stations.one", one));

const named = (word, list) => (list.length ? html`<span class="chip ${word === "missing" ? "warn" : ""}">${t(`keys.${word}`, { parties: list.map(party).join(t("keys.and")) })}</span>` : nothing);

/** Who has signed that its keys of this vote are gone, and who has not yet. */
export const keysGone = ({ keys_gone: list }) => html`<span class="keys-gone">
  ${named("gone", list.filter((one) => one.gone))}${named("missing", list.filter((one) => !one.gone))}</span>`;

const askDestroy = (one) => openDialog((close) => html`
  <form @submit=${async (event) => { event.preventDefault(); await giveAndTell("destroy_keys", { vote: one.vote }); close(); }}>
    <h2>${t("keys.destroy")}</h2>
    <p>${say(one.title)}</p>
    <p class="explain">${t("keys.sure")}</p>
    ${actions(html`
      <button type="button" @click=${() => close()}>${t("ask.cancel")}</button>
      <button type="submit" class="primary" ?disabled=${busy.value}>${t("keys.destroy")}</button>`)}
  </form>`);
