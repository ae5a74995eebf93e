// Opens a page of one role: session, words, line, and drawing again whenever a signal moves.
import { html } from "../../vendor/lit-html.js";
import { effect, signal } from "../../vendor/signals-core.js";
import { load, t } from "../words.js";
import { link, open, turnedAway } from "../wire.js";
import { leaveForSignIn, requireRole } from "../session.js";
import { arrived } from "./clock.js";
import { drawAlways } from "./draw.js";
import { frame } from "./frame.js";
import { tell } from "./notices.js";

/** `draw(view)` gives the body of the page; `around` may replace the officers' frame. */
export async function openDesk(role, draw, around = frame) {
  const [held] = await Promise.all([requireRole(role), load("officers.", "elections.")]);
  if (!held) return;
  const view = signal(null);
  const show = (next) => { arrived(); view.value = next; };
  drawAlways(() => around(role, view.value, link.value, view.value ? draw(view.value) : waiting()));
  open({ view: show, notice: tell }, { token: held.token });
  effect(() => { if (turnedAway.value) leaveForSignIn(role, turnedAway.value); });
}

const waiting = () => html`<p class="waiting">${t("page.waiting")}</p>`;
