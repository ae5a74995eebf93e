// The roll: who is on it, where they sit, whether they are here.
import { html, nothing } from "../../vendor/lit-html.js";
import { known, t } from "../words.js";
import { hasPin, pinButton } from "./new_pin.js";

const COLUMNS = ["name", "sex", "group", "seat", "role", "attendance"];

export const membersTable = (view) => html`
  <h2>${t("secretary.members")}</h2>
  <p class="note">${t("members.count", { count: view.members.length })}</p>
  <div class="wide"><table class="members">
    <thead><tr>${COLUMNS.map((column) => html`<th scope="col">${t(`members.${column}`)}</th>`)}<th><span class="only-heard">${t("pin.title")}</span></th></tr></thead>
    <tbody>${view.members.map((member) => line(member, view))}</tbody>
  </table></div>`;

const line = (member, view) => html`
  <tr class=${member.attendance ?? ""}>
    <th scope="row">${member.name}</th><td>${known(`sex.${member.sex}`) ? t(`sex.${member.sex}`) : member.sex ?? ""}</td><td>${member.group ?? ""}</td><td>${member.seat ?? "—"}</td>
    <td>${t(`member.${member.role}`)}</td>
    <td>${member.attendance ? html`<span class="chip ${member.attendance === "present" ? "good" : ""}">${t(`attendance.${member.attendance}`)}</span>` : "—"}</td>
    <td>${hasPin(member, view) ? pinButton(member) : nothing}</td>
  </tr>`;
