// Another sign-in PIN for a member who has forgotten hers: asked first, shown once, kept nowhere on this page.
import { html, nothing } from "../../vendor/lit-html.js";
import { signal } from "../../vendor/signals-core.js";
import { t } from "../words.js";
import { fetchSigned } from "../session.js";
import { actions, openDialog } from "./dialog.js";
import { refusalNote } from "./refusal.js";

/** Whether this person signs in with a PIN, and there is still something to sign in to. */
export const hasPin = (member, view) => member.role === "member" && view.meeting.phase !== "closed";

export const pinButton = (member) => html`
  <button type="button" class="slim" aria-label=${t("pin.of", { name: member.name })} @click=${() => askPin(member)}>${t("pin.button")}</button>`;

function askPin(member) {
  const answer = signal(null);
  const sending = signal(false);
  return openDialog((close) => html`
    <form class="new-pin" @submit=${(event) => { event.preventDefault(); send(member, answer, sending); }}>
      <h2>${t("pin.title")}</h2>
      <p class="explain">${t("pin.whose", { name: member.name, seat: member.seat ?? "—" })}</p>
      ${answer.value?.pin ? shown(answer.value.pin) : html`<p>${t("pin.explain")}</p>`}
      ${refusalNote(answer.value?.refusal)}
      ${actions(answer.value?.pin
        ? html`<button type="button" class="primary" @click=${() => close()}>${t("pin.noted")}</button>`
        : html`<button type="button" @click=${() => close()}>${t("ask.cancel")}</button>
          ${answer.value ? nothing : html`<button type="submit" class="primary" ?disabled=${sending.value}>${t("pin.make")}</button>`}`)}
    </form>`);
}

const shown = (pin) => html`<p class="code-text" role="status">${pin}</p><p>${t("pin.once")}</p>`;

async function send(member, answer, sending) {
  sending.value = true;
  answer.value = await post(member);
  sending.value = false;
}

async function post(member) {
  try {
    return await (await fetchSigned(`/api/members/${encodeURIComponent(member.id)}/pin`, { method: "POST" })).json();
  } catch {
    return { refusal: { zh: t("link.down"), en: t("link.down"), article: null } };
  }
}
