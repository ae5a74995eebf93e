// What this terminal knows of each ballot paper, for the screen and for the votes. Marks are never here.
import { signal } from "../../vendor/signals-core.js";
import { identity, view } from "./terminal.js";

/** vote → {shown, member, manifest, fault, complaint, drawn, spoiled, lost, seq, prev, sending, received, refusal, proven, counted}.
 * proven (in the log): null, true, false, "cannot"; counted (in the signed count): null, true, false, "unchecked"; spoiled: papers
 * recorded as spoiled when this one was drawn; lost: the same figure when an issuer refused to sign anew, else null; stations:
 * [{station, fingerprint}] of the scrutineers' stations that take part; amiss: what the audit found, for the scrutineers; unheard: a complaint was
 * not taken; showable: what shows the missing ballot is kept; missing: its text, once the member has asked for it;
 * code: the check code of what is sealed and not yet cast; opening: {text, code, spoiled, pk, told, saved} of a
 * paper that was checked instead; spoiled: the figure of that paper, pk: its ballot key, told: the server has heard of it. */
export const papers = signal({});

export const FRESH = { manifest: null, fault: null, complaint: null, drawn: false, spoiled: 0, lost: null, seq: 1, prev: null,
  sending: false, received: false, refusal: null, proven: null, counted: null, amiss: null, unheard: false, showable: false, missing: null, stations: [], code: null, opening: null };

/** Refusals of a cast after which the paper is drawn again and the member votes again. */
export const REDRAW = new Set(["ballot.sequence", "ballot.not_drawn"]);

/** Refusals that pass by themselves. */
export const PASSING = new Set(["store.unwritable", "server.busy", "paper.not_agreed"]);

export function change(vote, patch) {
  papers.value = { ...papers.value, [vote]: { ...papers.value[vote], ...patch } };
}

/** What a manifest is checked against, as one text: when any of it changes, the paper is another and is checked anew. */
export const shownOf = ({ manifest, title, kind, mode, press, lines, write_ins }) =>
  JSON.stringify([manifest, title.zh, kind, mode, press, lines, write_ins]);

/** The paper of a poll, if what was checked is what the view shows now; else undefined. */
export function paperFor(poll) {
  const paper = papers.value[poll?.vote];
  return paper && paper.shown === shownOf(poll) ? paper : undefined;
}

/** The poll as the newest view has it, or undefined. */
export const pollOf = (vote) => view.value?.polls.find((poll) => poll.vote === vote);

/** Where a paper's cast is kept: by manifest, seat and member, so that no other meeting, poll or person meets it. */
export const keyOf = ({ manifest, member }) => `${manifest.mh}/${identity().device.seat}/${member}`;
