// The secretary's desk: preparing the sitting, agenda and how it ended, members, import of the roll, rules in force, files.
import { html } from "../../vendor/lit-html.js";
import { signal } from "../../vendor/signals-core.js";
import { load, t } from "../words.js";
import { attendanceView } from "../parts/attendance.js";
import { calendarCheck } from "../parts/calendar.js";
import { candidatesPlace } from "../parts/candidates.js";
import { openDesk } from "../parts/desk.js";
import { filesView } from "../parts/files.js";
import { ledgerOfItems } from "../parts/item_ledger.js";
import { membersTable } from "../parts/members_table.js";
import { wordsToEdit } from "../parts/reading.js";
import { rollImport } from "../parts/roll_import.js";
import { rosterLists } from "../parts/roster_lists.js";
import { rulesTable } from "../parts/rules_table.js";
import { trackDesk } from "../parts/track_desk.js";
import { setupPlace } from "../setup/place.js";

const PLACES = {
  setup: setupPlace, agenda: ledgerOfItems, track: trackDesk, elections: candidatesPlace, rosters: rosterLists, members: membersTable,
  roll: rollImport, rules: rulesTable, calendar: calendarCheck, files: filesView,
};
const place = signal(PLACES[location.hash.slice(1)] ? location.hash.slice(1) : null);
let first = null;
/** Where nobody has chosen a place: a sitting without an agenda is to be prepared first. */
const shown = (view) => place.value ?? (first ??= view.items.length ? "agenda" : "setup");

const go = (name) => { place.value = name; history.replaceState(null, "", `#${name}`); };

const draw = (view) => html`
  <main class="secretariat">
    <aside>
      <nav aria-label=${t("secretary.places")}>${Object.keys(PLACES).map((name) => html`
        <button type="button" aria-current=${name === shown(view) ? "page" : "false"} @click=${() => go(name)}>${t(`secretary.${name}`)}</button>`)}</nav>
      ${attendanceView(view.attendance)}
      ${wordsToEdit(view)}
    </aside>
    <section class="sheet place">${PLACES[shown(view)](view)}</section>
  </main>`;

await load("setup.", "secretary.");
openDesk("secretary", draw);
