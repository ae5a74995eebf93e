// Who may not vote on a question though counted in its base: number and names.
import { html, nothing } from "../../vendor/lit-html.js";
import { t } from "../words.js";

const said = (names) => t("recused.names", { count: names.length, names: names.join(t("common.comma")) });

export const recusedLine = (names) => (names?.length ? html`<p class="recused">${said(names)}</p>` : nothing);
export const recusedOfItem = (item) => recusedLine(item.recused?.map((one) => one.name));
export const recusedChip = (item) => (item.recused?.length ? html`<span class="note">${t("recused.count", { count: item.recused.length })}</span>` : nothing);
