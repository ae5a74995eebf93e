// Figures under their names, as the core counted them; nothing is added up here.
import { html, nothing } from "../../vendor/lit-html.js";
import { t } from "../words.js";

/** One figure with its name. `kind` gives it a shape and a colour. */
export const figure = (key, number, kind = "") => html`
  <div class="figure-box ${kind}"><dt>${t(key)}</dt><dd>${number}</dd></div>`;

/** 赞成 反对 弃权 未按: what was counted. */
export const countFigures = (counts, showSilent = true) => html`
  <dl class="figures counts">
    ${figure("mark.for", counts.for, "for")}
    ${figure("mark.against", counts.against, "against")}
    ${figure("mark.abstain", counts.abstain, "abstain")}
    ${counts.void ? figure("mark.void", counts.void, "void") : nothing}
    ${showSilent ? figure("mark.not_voting", counts.not_voting, "silent") : nothing}
  </dl>`;

/** The same figures as lengths; the browser shares the room by the numbers themselves. */
export const countBar = (counts, showSilent = true) => html`
  <div class="bar" aria-hidden="true">
    ${["for", "against", "abstain", "void", ...(showSilent ? ["not_voting"] : [])].map((mark) => part(mark, counts[mark]))}
  </div>`;

const part = (mark, number) => (number ? html`<i class=${mark} .style=${`flex-grow:${number}`}></i>` : nothing);

/** On a keypad one presses, on a ballot one votes. */
export const doneKey = (poll) => (poll.form === "keypress" ? "poll.pressed" : "poll.voted");
export const leftKey = (poll) => (poll.form === "keypress" ? "poll.not_pressed" : "poll.not_voted");

/** While a poll is open: only who has pressed and who has not. */
export const pressedFigures = (poll) => html`
  <dl class="figures">
    ${figure(doneKey(poll), poll.pressed, "pressed")}
    ${figure(leftKey(poll), poll.not_pressed, "silent")}
    ${figure("poll.eligible", poll.eligible)}
  </dl>
  <progress max=${poll.eligible || 1} value=${poll.pressed} aria-label=${t(doneKey(poll))}></progress>`;
