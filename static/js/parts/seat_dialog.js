// A seat opened: who sits there, what device it has, what the desk can do about either.
import { html, nothing } from "../../vendor/lit-html.js";
import { say, t } from "../words.js";
import { take } from "./ask.js";
import { askMove, askRecuse, askSeatIn, freeSeats } from "./desk_acts.js";
import { busy } from "./command.js";
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
      ${present(seat) && !freeSeats(view.seats).length ? html`<p class="note">${t("act.no_free_seat")}</p>` : nothing}
      ${recusalList(seat, view, close)}
      ${acts("act.of_device", deviceActs(seat), close)}
      ${actions(html`<button type="button" @click=${() => close()}>${t("ask.close")}</button>`)}
    </div>`);
  act?.();
}

const acts = (title, list, close) => (list.length ? html`
  <h3 class="overline">${t(title)}</h3>
  <div class="steps">${list.map(([label, act, weight = "plain"]) => html`<button type="button" class=${weight} ?disabled=${busy.value} @click=${() => close(act)}>${label}</button>`)}</div>` : nothing);

/** A desk act in the shape of a step, so that one dialog asks for its reason. */
export const deskStep = (command, args, ask, seat, weight = "plain") => ({
  command, args, ask, weight, refusal: null, label: { zh: t(`act.${command}`), en: t(`act.${command}`) },
  about: [seat.seat, seat.name].filter(Boolean).join(" · "),
});

const doing = (command, args, ask, seat, weight) => [t(`act.${command}`), () => take(deskStep(command, args, ask, seat, weight)), weight];

const present = (seat) => Boolean(seat.member) && seat.attendance === "present";

function memberActs(seat, view) {
  const member = seat.member;
  if (!member) return [[t("act.sign_in_member"), () => askSeatIn(seat, view)]];
  const here = present(seat);
  return [
    ...(here ? [doing("leave", { member }, "confirm", seat)] : [doing("sign_in_member", { member, seat: seat.seat }, "reason", seat)]),
    ...(here ? [] : [doing("grant_leave", { member }, "reason", seat)]),
    ...(here && freeSeats(view.seats).length ? [[t("act.move_member"), () => askMove(seat, view)]] : []),
    [t("act.recuse"), () => askRecuse(seat, view)],
  ];
}

/** The items this member is recused from; each can be taken back until its vote is announced. */
const recusals = (seat, view) => view.items.filter((item) => item.recused?.some((one) => one.member === seat.member));

const recusalList = (seat, view, close) => (recusals(seat, view).length ? html`
  <h3 class="overline">${t("recused.title")}</h3>
  <ul class="recusals">${recusals(seat, view).map((item) => html`
    <li><span>${itemName(item)}</span>
      ${item.stage === "disposed" ? nothing : html`<button type="button" class="slim" @click=${() => close(() => withdraw(seat, item))}>${t("act.withdraw_recusal")}</button>`}</li>`)}
  </ul>` : nothing);

const itemName = (item) => `${t("item.number", { number: item.number })} · ${say(item.title)}`;

const withdraw = (seat, item) => {
  const step = deskStep("withdraw_recusal", { member: seat.member, item: item.id }, "reason", seat);
  return take({ ...step, about: `${step.about} · ${itemName(item)}` });
};

const deviceActs = (seat) => [
  [t("act.enrolment_code"), () => showCode(seat)],
  ...(seat.device === "enrolled" || seat.device === "pending" ? [doing("revoke_device", { seat: seat.seat }, "reason", seat, "danger")] : []),
];
