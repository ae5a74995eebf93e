// The scrutineer's page of a station: sign-in, then what the station knows, and what it asks of a person.
import { html } from "../../vendor/lit-html.js";
import { load, say, t } from "../words.js";
import { drawAlways } from "../parts/draw.js";
import { languageButton } from "../parts/language_button.js";
import { noticesView } from "../parts/notices.js";
import { alarms } from "./alarms.js";
import { asks } from "./asks.js";
import { aside } from "./aside.js";
import { leave, link, me, view, watch } from "./line.js";
import { polls } from "./polls.js";
import { signInPage } from "./sign_in.js";

const state = () => (link.value === "up" ? view.value?.link.state ?? "starting" : "page");

const head = () => html`
  <header class="head">
    <span class="brand">议决</span>
    <div class="head-title">
      <h1>${say(view.value.title) || t("station.name")}</h1>
      <p>${t("station.you", { name: me.value.name })}</p>
    </div>
    <div class="head-tools">
      <span class="seal station-letter">${t("station.letter", { station: view.value.station })}</span>
      <span class="link-state ${state() === "up" ? "" : "down"}" role="status">${t(`station.link_${state()}`)}</span>
      ${languageButton()}
      <button class="slim" type="button" @click=${leave}>${t("head.sign_out")}</button>
    </div>
  </header>`;

const trouble = () => (view.value.link.why ? html`<p class="refused" role="alert">${say(view.value.link.why)}</p>` : "");

const draw = () => {
  if (!me.value) return signInPage();
  if (!view.value) return html`<p class="waiting">${t("link.connecting")}</p>`;
  return html`${head()}
    <main class="station-page">
      <div>${trouble()}${alarms(view.value)}${asks(view.value)}${polls(view.value)}</div>
      ${aside(view.value)}
    </main>
    ${noticesView()}`;
};

await load("officers.", "station.");
drawAlways(draw);
watch();
