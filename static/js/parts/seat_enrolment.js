// A terminal that is not enrolled yet: the code, the fingerprint to compare, or why it goes no further.
import { html } from "../../vendor/lit-html.js";
import { readCode } from "../ballot/device.js";
import { t } from "../words.js";
import { refusalBox } from "./seat_head.js";

const CODE_LENGTH = 8;

function submit(event, begin) {
  event.preventDefault();
  const input = event.target.elements.code, code = readCode(input.value);
  input.setCustomValidity(code === null ? t("seat.enrol.code_shape") : "");
  if (input.reportValidity()) begin(code);
}

const codePage = (stage, begin) => html`
  <form class="enrol" @submit=${(event) => submit(event, begin)}>
    <h2 tabindex="-1" data-focus>${t("seat.enrol.title")}</h2>
    <p>${t("seat.enrol.ask_code")}</p>
    <input class="code" name="code" maxlength=${CODE_LENGTH + 2} autocomplete="off" autocapitalize="characters" spellcheck="false"
      aria-label=${t("seat.enrol.code")} @input=${(event) => event.target.setCustomValidity("")}>
    ${refusalBox(stage.refusal)}
    <button class="primary" type="submit">${t("seat.enrol.send")}</button>
  </form>`;

const pendingPage = (stage) => html`
  <section class="enrol">
    <h2 tabindex="-1" data-focus>${t("seat.enrol.pending")}</h2>
    <p>${t("seat.enrol.compare")}</p>
    <p class="code-text fingerprint">${stage.fingerprint}</p>
    <p class="quiet" role="status">${t("seat.enrol.waiting")}</p>
  </section>`;

const stopped = (stage, begin) => html`${codePage({ refusal: stage.refusal ?? said(`seat.enrol.${stage.name}`) }, begin)}`;
const said = (key) => ({ zh: t(key), en: t(key), article: null });

/** The page of a stage of enrolment that is not "enrolled"; `begin(code)` starts anew with a code. */
export function enrolment(stage, begin) {
  if (stage.name === "pending") return pendingPage(stage);
  if (stage.name === "code") return codePage(stage, begin);
  if (stage.name === "insecure") return html`<section class="enrol"><h2>${t("seat.enrol.title")}</h2><p class="refused" role="alert">${t("seat.enrol.insecure")}</p></section>`;
  if (stage.name === "loading") return html`<p class="waiting" role="status">${t(stage.unreachable ? "seat.unreachable" : "common.wait")}</p>`;
  return stopped(stage, begin);
}
