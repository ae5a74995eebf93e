// Where this seat's vote stands, in one sentence with a shape: never how one voted, only whether it has arrived.
import { html } from "../../vendor/lit-html.js";
import { t } from "../words.js";

const OVER = new Set(["closed", "counted", "declared"]);
const SIGNS = { done: "✓", wait: "…", alarm: "!", quiet: "" };

const told = (tone, key, values = {}) => ({ tone, key: `ballot.status.${key}`, values });

function afterClose(paper) {
  if (!paper.received) return paper.sending ? told("wait", "late_unknown") : told("quiet", "not_voted");
  if (paper.proven === false) return told("alarm", paper.unheard ? "not_counted_unheard" : "not_counted");
  if (paper.counted === false) return told("alarm", paper.unheard ? "miscounted_unheard" : "miscounted");
  if (paper.counted === true || (paper.proven === true && paper.manifest?.mode === "named")) return told("done", "counted");
  if (paper.counted === "unchecked") return told("done", "unchecked");
  if (paper.proven === true) return told("done", "in_log");
  return paper.proven === "cannot" ? told("done", "cannot_check") : told("done", "received_checking");
}

function whileOpen(poll, paper) {
  if (paper.sending) return told("wait", paper.refusal ? "trying_again" : "sending");
  if (paper.received) return told("done", poll.press === "last" ? "received_changeable" : "received");
  return paper.drawn ? told("quiet", "vote_now") : told("wait", "drawing");
}

/** {tone, key, values} for a poll, this terminal's paper (or undefined) and Me's record of it (or undefined). */
export function statusOf(poll, paper, mine) {
  if (poll.state === "voided") return told("alarm", "voided");
  if (mine && !mine.eligible) return told("quiet", "not_eligible");
  if (!mine && OVER.has(poll.state)) return paper?.received ? afterClose(paper) : told("quiet", "over");
  if (paper?.fault) return told("alarm", paper.unheard ? "fault_unheard" : "fault");
  if (!mine || !paper?.manifest) return told("wait", "checking");
  if (OVER.has(poll.state)) return afterClose(paper);
  if (paper.lost !== null && !paper.drawn) return paper.opening ? told("wait", "challenged") : told("alarm", "lost");
  if (poll.state === "announced") return paper.drawn ? told("quiet", "drawn") : told("wait", "drawing");
  return whileOpen(poll, paper);
}

export const statusBox = ({ tone, key, values }) => html`
  <p class="vote-status ${tone}" role="status" aria-live="polite" data-status=${key}><span class="sign" aria-hidden="true">${SIGNS[tone]}</span><span>${t(key, values)}</span></p>`;
