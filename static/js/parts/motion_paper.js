// A motion: three giant buttons. Where the first press counts, one chooses and then confirms; else a press is sent at once,
// unless the member has switched the check on.
import { html, nothing } from "../../vendor/lit-html.js";
import { cast } from "../ballot/votes.js";
import { draftOf, edit, forget } from "../ballot/filling.js";
import { discard, prepare } from "../ballot/sealed.js";
import { t } from "../words.js";
import { checkCode, checkSwitch } from "./check_code.js";
import { markIcon, markWord, MARKS } from "./seat_marks.js";

function send(poll, letter) {
  forget(poll.vote);
  cast(poll.vote, letter);
}

const asks = (poll, rules) => poll.press === "first" || draftOf(poll, rules).checking;

function press(poll, rules, letter) {
  if (!asks(poll, rules)) send(poll, letter);
  else {
    edit(poll, rules, { chosen: letter });
    prepare(poll.vote, letter, []);
  }
}

function again(poll, rules) {
  discard(poll.vote);
  edit(poll, rules, { chosen: null });
}

const button = (poll, rules, letter, chosen, ready) => html`
  <button type="button" class="vote ${MARKS[letter]}" data-mark=${letter} ?disabled=${!ready}
    aria-pressed=${asks(poll, rules) ? String(chosen === letter) : nothing} @click=${() => press(poll, rules, letter)}>
    ${markIcon(letter)}<span>${markWord(letter)}</span>
  </button>`;

const confirmation = (poll, rules, chosen, paper) => html`
  <div class="sure" role="group" aria-label=${t(`ballot.sure.${poll.press}`, { mark: markWord(chosen) })}>
    <p>${t(`ballot.sure.${poll.press}`, { mark: markWord(chosen) })}</p>
    <button type="button" class="again" @click=${() => again(poll, rules)}>${t("ballot.choose_again")}</button>
    <button type="button" class="vote confirm ${MARKS[chosen]}" data-focus @click=${() => send(poll, chosen)}>
      ${markIcon(chosen)}<span>${t("ballot.confirm", { mark: markWord(chosen) })}</span></button>
    ${checkCode(poll, paper)}
  </div>`;

/** The buttons of an open motion; `ready` says that they may be pressed now. */
export function motionPaper(poll, rules, ready, paper) {
  const { chosen } = draftOf(poll, rules);
  return html`
    <div class="motion ${chosen ? "chosen" : ""}" role="group" aria-label=${t("ballot.your_vote")}>
      ${[...rules.alphabet].filter((letter) => letter !== "B").map((letter) => button(poll, rules, letter, chosen, ready))}
    </div>
    ${chosen && ready ? confirmation(poll, rules, chosen, paper) : html`<p class="press-rule">${t(`ballot.press.${poll.press}`)} ${checkSwitch(poll, rules, paper)}</p>`}`;
}
