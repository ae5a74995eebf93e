// The one-time code of a scrutineers' station, with the command that is typed on the station's own machine.
import { html, nothing } from "../../vendor/lit-html.js";
import { computed, signal } from "../../vendor/signals-core.js";
import { t } from "../words.js";
import { busy, giveAndTell } from "./command.js";
import { actions, openDialog } from "./dialog.js";

/** The newest stations, put here by the operator's page, so that an open dialog shows the code as it comes. */
export const stationsNow = signal([]);

const askCode = (station) => giveAndTell("station_code", { station });

/** Shows the code that is out, or asks for the first one. */
export async function showStationCode({ station, code: out }) {
  if (!out && !(await askCode(station)).ok) return;
  const code = computed(() => stationsNow.value.find((one) => one.station === station)?.code ?? null);
  const house = signal({ address: null, authority: false });
  fetch("/api/address").then((answer) => answer.json()).then((told) => { house.value = told; }).catch(() => null);
  await openDialog((close) => html`
    <div class="body">
      <h2>${t("stations.code_title", { station })}</h2>
      <p class="explain">${t("stations.code_explain")}</p>
      <p class="code-text">${code.value ?? "…"}</p>
      <h3 class="overline">${t("stations.typed")}</h3>
      <p class="typed">${typed(station, code.value ?? "…", house.value).map((part) => html`<span>${part}</span> `)}</p>
      <p class="note">${t("stations.typed_how")}</p>
      ${house.value.authority ? html`<p class="note">${t("stations.typed_ca")}</p>` : nothing}
      ${(house.value.address ?? location.origin).startsWith("https:") ? nothing : html`<p class="note">${t("stations.typed_here")}</p>`}
      ${actions(html`
        <button type="button" ?disabled=${busy.value} @click=${() => askCode(station)}>${t("stations.new_code")}</button>
        <button type="button" class="primary" @click=${() => close()}>${t("ask.close")}</button>`)}
    </div>`);
}

/** The command in parts that are not broken at the end of a line. */
const typed = (station, code, { address, authority }) => [
  "yijue station", `--server ${address ?? location.origin}`, `--station ${station}`, `--code ${code}`,
  `--var station-${station}`, `--roll ${t("stations.roll_file")}`, `--agenda ${t("stations.agenda_file")}`, ...(authority ? ["--ca yijue-ca.crt"] : []),
];
