// The frame of an officer's page: who, which sitting, whether the line stands, language, sign-out; 演示 where it is one.
import { html, nothing } from "../../vendor/lit-html.js";
import { say, t } from "../words.js";
import { session, signOut } from "../session.js";
import { languageButton } from "./language_button.js";
import { noticesView } from "./notices.js";

export const frame = (role, view, state, body) => html`
  ${sampleBanner(view?.meeting)}
  <header class="head">
    <span class="brand">议决</span>
    <div class="head-title">
      <h1>${say(view?.meeting?.title) || t("app.name")}</h1>
      <p>${t(`role.${role}`)}${ownName(role)}${phase(view)}</p>
    </div>
    <div class="head-tools">
      <span class="link-state ${state === "up" ? "" : "down"}" role="status">${t(`link.${state}`)}</span>
      ${languageButton()}
      <button class="slim" type="button" @click=${signOut}>${t("head.sign_out")}</button>
    </div>
  </header>
  ${body}
  ${noticesView()}`;

/** The account's name, where it says more than the role does. */
const ownName = (role) => (session()?.name && session().name !== role ? html` · ${session().name}` : nothing);

const phase = (view) => (view ? html` · ${t(`phase.${view.meeting.phase}`)}` : nothing);

export const sampleBanner = (meeting) => meeting?.sample
  ? html`<p class="sample-banner"><strong>${t("sample.word")}</strong><span>${t("sample.sentence")}</span></p>`
  : nothing;
