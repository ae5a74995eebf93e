// Sign-in at the station: the code that its terminal window shows, and the name under which decisions are kept.
import { html } from "../../vendor/lit-html.js";
import { signal } from "../../vendor/signals-core.js";
import { t } from "../words.js";
import { languageButton } from "../parts/language_button.js";
import { refusalNote } from "../parts/refusal.js";
import { enter } from "./line.js";

const refusal = signal(null);
const once = new URLSearchParams(location.hash.slice(1)).get("once") ?? "";
if (once) history.replaceState(null, "", location.pathname);

async function submit(event) {
  event.preventDefault();
  const filled = Object.fromEntries(new FormData(event.target));
  const down = { zh: t("station.link_page"), en: t("station.link_page") };
  refusal.value = await enter(filled.once, filled.name).catch(() => down);
}

export const signInPage = () => html`
  <main class="sign-in-page">
    <header><span class="brand">议决</span>${languageButton()}</header>
    <form class="sheet" @submit=${submit}>
      <h1>${t("station.name")}</h1>
      <p class="explain">${t("station.sign_in")}</p>
      <label class="field"><span>${t("station.your_name")}</span><input name="name" required maxlength="60" autocomplete="off" autofocus></label>
      <label class="field"><span>${t("station.code")}</span><input name="once" required maxlength="20" autocomplete="off" .value=${once}></label>
      ${refusalNote(refusal.value)}
      <button type="submit" class="primary big">${t("sign_in.enter")}</button>
    </form>
  </main>`;
