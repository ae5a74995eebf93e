// Sign-in of officers and halls with name and password.
import { html } from "../../vendor/lit-html.js";
import { signal } from "../../vendor/signals-core.js";
import { load, t } from "../words.js";
import { signIn, whySentHere } from "../session.js";
import { drawAlways } from "../parts/draw.js";
import { sampleBanner } from "../parts/frame.js";
import { languageButton } from "../parts/language_button.js";
import { refusalNote } from "../parts/refusal.js";

const role = new URLSearchParams(location.hash.slice(1)).get("role") ?? "operator";
const refusal = signal(whySentHere());
const sending = signal(false);
const meeting = signal(null);

async function submit(event) {
  event.preventDefault();
  sending.value = true;
  const answer = await signIn(Object.fromEntries(new FormData(event.target))).catch(() => ({ refusal: { zh: t("link.down"), en: t("link.down") } }));
  sending.value = false;
  refusal.value = answer.refusal ?? null;
  if (answer.session) location.replace(`/${answer.session.role}`);
}

const draw = () => html`
  ${sampleBanner(meeting.value)}
  <main class="sign-in-page">
    <header><a class="brand" href="/">议决</a>${languageButton()}</header>
    <form class="sheet" @submit=${submit}>
      <h1>${t(`role.${role}`)}</h1>
      <p class="explain">${t("sign_in.explain")}</p>
      <label class="field"><span>${t("sign_in.name")}</span><input name="name" required autocomplete="username" autofocus></label>
      <label class="field"><span>${t("sign_in.password")}</span><input name="password" type="password" required autocomplete="current-password"></label>
      ${refusalNote(refusal.value)}
      <button type="submit" class="primary big" ?disabled=${sending.value}>${t("sign_in.enter")}</button>
    </form>
  </main>`;

await load("officers.");
drawAlways(draw);
meeting.value = await fetch("/api/meeting").then((answer) => (answer.ok ? answer.json() : null)).catch(() => null);
