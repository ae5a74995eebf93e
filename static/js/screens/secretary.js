// The secretary's desk: agenda and how it ended, members, import of the roll, the rules in force, files.
import { html } from "../../vendor/lit-html.js";
import { signal } from "../../vendor/signals-core.js";
import { t } from "../words.js";
import { attendanceView } from "../parts/attendance.js";
import { openDesk } from "../parts/desk.js";
import { filesView } from "../parts/files.js";
import { ledgerOfItems } from "../parts/item_ledger.js";
import { membersTable } from "../parts/members_table.js";
import { rollImport } from "../parts/roll_import.js";
import { rulesTable } from "../parts/rules_table.js";

const PLACES = { agenda: ledgerOfItems, members: membersTable, roll: rollImport, rules: rulesTable, files: filesView };
const place = signal(PLACES[location.hash.slice(1)] ? location.hash.slice(1) : "agenda");

const go = (name) => { place.value = name; history.replaceState(null, "", `#${name}`); };

const draw = (view) => html`
  <main class="secretariat">
    <aside>
      <nav aria-label=${t("secretary.places")}>${Object.keys(PLACES).map((name) => html`
        <button type="button" aria-current=${name === place.value ? "page" : "false"} @click=${() => go(name)}>${t(`secretary.${name}`)}</button>`)}</nav>
      ${attendanceView(view.attendance)}
    </aside>
    <section class="sheet place">${PLACES[place.value](view)}</section>
  </main>`;

openDesk("secretary", draw);
