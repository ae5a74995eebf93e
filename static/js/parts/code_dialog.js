// The one-time enrolment code of a seat: to read out, to type, to scan.
import { html, nothing } from "../../vendor/lit-html.js";
import { computed, signal } from "../../vendor/signals-core.js";
import { t } from "../words.js";
import { fetchSigned } from "../session.js";
import { giveAndTell } from "./command.js";
import { actions, openDialog } from "./dialog.js";

/** The newest seats, put here by the operator's page, so that an open dialog shows the code as it comes. */
export const seatsNow = signal([]);

export async function showCode(seat) {
  const answer = await giveAndTell("enrolment_code", { seat: seat.seat });
  if (!answer.ok) return;
  const code = computed(() => seatsNow.value.find((one) => one.seat === seat.seat)?.code ?? null);
  const picture = signal(null);
  fetchQr(seat).then((found) => { picture.value = found; });
  await openDialog((close) => html`
    <div class="body">
      <h2>${t("code.title", { seat: seat.seat })}</h2>
      <p class="explain">${t("code.explain")}</p>
      <p class="code-text">${code.value ?? "…"}</p>
      ${picture.value ? html`<img class="qr" src=${picture.value} alt=${t("code.qr")}>` : nothing}
      <p class="code-link"><span class="quiet">${t("code.link")}</span> <code>${seatLink(seat, code.value)}</code></p>
      ${actions(html`<button type="button" class="primary" @click=${() => close()}>${t("ask.close")}</button>`)}
    </div>`);
  if (picture.value) URL.revokeObjectURL(picture.value);
}

const seatLink = (seat, code) => new URL(`/seat/${encodeURIComponent(seat.seat)}${code ? `?code=${code}` : ""}`, location.href).href;

/** The picture as a blob address, or null where the server has none. */
async function fetchQr(seat) {
  const answer = await fetchSigned(`/api/seats/${encodeURIComponent(seat.seat)}/qr.svg`).catch(() => null);
  return answer?.ok ? URL.createObjectURL(await answer.blob()) : null;
}
