// The first page: which sitting, which address, who goes where.
import { html, nothing } from "../../vendor/lit-html.js";
import { signal } from "../../vendor/signals-core.js";
import { load, say, t } from "../words.js";
import { drawAlways } from "../parts/draw.js";
import { sampleBanner } from "../parts/frame.js";
import { languageButton } from "../parts/language_button.js";

const ROLES = ["operator", "chair", "hall", "secretary", "scrutineer"];
const meeting = signal(null);
const house = signal({ address: null, authority: false });

const door = (role) => html`
  <li><a class="door" href="/${role}"><strong>${t(`role.${role}`)}</strong><span>${t(`start.${role}`)}</span></a></li>`;

/** A seat has a number, so its door asks for it. */
const seatDoor = () => html`
  <li><form class="door" @submit=${goToSeat}>
    <strong>${t("role.seat")}</strong><span>${t("start.seat")}</span>
    <span class="seat-number"><input name="seat" required maxlength="16" autocomplete="off" aria-label=${t("start.seat_number")} placeholder=${t("start.seat_number")}>
      <button type="submit">${t("start.go")}</button></span>
  </form></li>`;

function goToSeat(event) {
  event.preventDefault();
  location.assign(`/seat/${encodeURIComponent(new FormData(event.target).get("seat").trim())}`);
}

/** How a tablet comes to trust this server: WebCrypto exists only over https. */
const authority = () => html`
  <section class="address">
    <h2 class="overline">${t("start.authority")}</h2>
    <p><a class="button" href="/ca.crt" download>${t("start.authority_get")}</a></p>
    <dl class="install">${["android", "ipados", "windows", "kiosk"].map((kind) => html`<dt>${t(`install.${kind}`)}</dt><dd>${t(`install.${kind}_how`)}</dd>`)}</dl>
  </section>`;

const draw = () => html`
  ${sampleBanner(meeting.value)}
  <main class="start-page">
    <header><span class="brand">议决</span><span class="start-motto">${t("start.motto")}</span>${languageButton()}</header>
    <h1>${say(meeting.value?.title) || t("app.name")}</h1>
    <p class="explain">${t("start.explain")}</p>
    <ul class="doors">${ROLES.map(door)}${seatDoor()}</ul>
    <section class="address">
      <h2 class="overline">${t("start.address")}</h2>
      <p><code>${house.value.address ?? location.origin}</code></p>
      <p class="note">${t(window.isSecureContext ? "start.tablets" : "start.insecure")}</p>
      ${house.value.address ? html`<img class="qr" src="/api/address/qr.svg" alt=${house.value.address} width="180" height="180">` : nothing}
    </section>
    ${house.value.authority ? authority() : nothing}
  </main>`;

await load("officers.");
drawAlways(draw);
fetch("/api/address").then((answer) => answer.json()).then((told) => { house.value = told; }).catch(() => null);
meeting.value = await fetch("/api/meeting").then((answer) => (answer.ok ? answer.json() : null)).catch(() => null);
