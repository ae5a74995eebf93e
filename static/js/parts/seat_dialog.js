// A seat opened: who sits there, what device it has, what the desk can do about either.
import { html, nothing } from "../../vendor/lit-html.js";
import { t } from "../words.js";
import { take } from "./ask.js";
import { askMove, askRecuse, askSeatIn } from "./desk_acts.js";
import { actions, openDialog } from "./dialog.js";
import { showCode } from "./code_dialog.js";

/** `view` is the operator's view at the moment of opening. */
export async function openSeat(seat, view) {
  const act = await openDialog((close) => html`
    <div class="body seat-card">
      <h2>${seat.name ?? t("map.empty")}</h2>
      <p class="explain">${[t("map.seat", { seat: seat.seat }), seat.group, seat.member ? t(`attendance.${seat.attendance ?? "absent"}`) : null, t(`device.${seat.device}`),
        seat.device === "enrolled" ? t(seat.online ? "map.online" : "map.offline") : null].filter(Boolean).join(" · ")}</p>
      ${acts("act.of_member", memberActs(seat, view), close)}
      ${acts("act.of_device", deviceActs(seat), close)}
      ${actions(html`<button type="button" @click=${() => close()}>${t("ask.close")}</button>`)}
    </div>`);
  act?.();
}

const acts = (title, list, close) => (list.length ? html`
  <h3 class="overline">${t(title)}</h3>
  <div class="steps">${list.map(([label, act, weight = "plain"]) => html`<button type="button" class=${weight} @click=${() => close(act)}>${label}</button>`)}</div>` : nothing);

/** A desk act in the shape of a step, so that one dialog asks for its reason. */
export const deskStep = (command, args, ask, seat, weight = "plain") => ({
  command, args, ask, weight, refusal: null, label: { zh: t(`act.${command}`), en: t(`act.${command}`) },
  about: [seat.seat, seat.name].filter(Boolean).join(" · "),
});

const doing = (command, args, ask, seat, weight) => [t(`act.${command}`), () => take(deskStep(command, args, ask, seat, weight)), weight];

function memberActs(seat, view) {
  const member = seat.member;
  if (!member) return [[t("act.sign_in_member"), () => askSeatIn(seat)]];
  const here = seat.attendance === "present";
  return [
    ...(here ? [doing("leave", { member }, "confirm", seat)] : [doing("sign_in_member", { member, seat: seat.seat }, "reason", seat)]),
    ...(here ? [] : [doing("grant_leave", { member }, "reason", seat)]),
    [t("act.move_member"), () => askMove(seat, view)],
    [t("act.recuse"), () => askRecuse(seat, view)],
  ];
}

const deviceActs = (seat) => [
  [t("act.enrolment_code"), () => showCode(seat)],
  ...(seat.device === "enrolled" || seat.device === "pending" ? [doing("revoke_device", { seat: seat.seat }, "reason", seat, "danger")] : []),
];

