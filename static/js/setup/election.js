// What an election fills: office, post, seats, surplus with the lawful range from the server, and who stands.
import { html, nothing } from "../../vendor/lit-html.js";
import { t } from "../words.js";
import { add, drop, keyOf } from "./draft.js";
import { bothField, choiceField, flagField, numberField, textField } from "./fields.js";
import { rangeOf } from "./range.js";
import { judged, law } from "./server.js";

export const electionFields = (vote, path) => {
  const range = judged.value.elections.find((one) => keyOf(one.path) === keyOf(path));
  return html`
    ${bothField([...path, "post"], t("setup.post"))}
    <div class="row">
      ${choiceField([...path, "office"], t("setup.office_kind"), law.value.offices.map((one) => [one.word, t(`setup.at_${one.word}`)]))}
      ${numberField([...path, "seats"], t("setup.seats"))}
      ${numberField([...path, "fixed_surplus"], t("setup.surplus"), { hint: t("setup.surplus_hint") })}
    </div>
    ${range ? html`<p class="lawful" role="status">${rangeOf(range)}</p>` : nothing}
    <div class="flags">
      ${flagField([...path, "write_ins"], t("setup.write_ins"), { keepFalse: true })}
      ${flagField([...path, "deputies_only"], t("setup.deputies_only"))}
      ${flagField([...path, "procurator"], t("setup.procurator"))}
      ${flagField([...path, "by_election"], t("setup.by_election"))}
    </div>
    <fieldset class="part"><legend>${t("setup.candidates")}</legend>
      ${(vote.candidates ?? []).length ? nothing : html`<p class="note">${t("setup.candidates_live")}</p>`}
      ${(vote.candidates ?? []).map((one, place) => html`<div class="line">
        <div class="row">${textField([...path, "candidates", place, "name"], t("setup.candidate", { number: place + 1 }))}${textField([...path, "candidates", place, "en"], t("setup.name_en"))}</div>
        <button type="button" class="slim" aria-label="${t("setup.remove")}：${one.name ?? t("setup.candidate", { number: place + 1 })}" @click=${() => drop([...path, "candidates"], place)}>${t("setup.remove")}</button></div>`)}
      <button type="button" class="slim" @click=${() => add([...path, "candidates"], {})}>${t("setup.add_candidate")}</button>
    </fieldset>`;
};

