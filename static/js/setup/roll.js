// Step 4: who sits; the roll is uploaded and takes effect at once, its PIN cards are printed once.
import { html } from "../../vendor/lit-html.js";
import { t } from "../words.js";
import { membersTable } from "../parts/members_table.js";
import { rollImport } from "../parts/roll_import.js";

export const rollStep = (view) => html`
  <p class="explain">${t("setup.roll_explain")}</p>
  ${rollImport()}
  ${view.members.length ? membersTable(view) : html`<p class="note">${t("setup.no_roll")}</p>`}`;
