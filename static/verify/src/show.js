// The parts of the page: verdict, fingerprints, results, steps.

import { h, state, t } from "./elements.js";
import { describePoll } from "./report.js";
import { LIMITS, OUTCOMES, STATES, STEPS, TIERS, WORDS } from "./words.js";

const MARKS = { good: "✓", bad: "✗", absent: "–", nothing: "–", waiting: "·", none: "✗", working: "…", unable: "!" };

export function showVerdict(kind, { title, sentence = null, note = null }) {
  return h("section", { class: `verdict ${kind}`, role: "status" },
    h("p", { class: "seal", "aria-hidden": "true" }, MARKS[kind]),
    h("div", {},
      h("h2", {}, t(title)),
      sentence && h("p", { class: "sentence" }, sentence),
      note && h("p", { class: "note" }, note)));
}

function keyName(who) {
  if (who === "S") return t(WORDS.keyServer);
  if (who === "L") return t(WORDS.keyLog);
  const [station, log] = who.split("·");
  return `${t(log ? WORDS.keyWitness : WORDS.keyStation)} ${station}`;
}

const MARKED = [[true, "keyTrusted", "same"], [false, "keyDiffers", "differs"], [null, "keyOwn", "own"]];

function showKey([who, digits, trusted], told) {
  const [, word, kind] = MARKED.find(([as]) => as === trusted);
  return h("div", { "data-key": who },
    h("dt", {}, keyName(who)), h("dd", { class: "code" }, digits), told && h("dd", { class: `as ${kind}` }, t(WORDS[word])));
}

/** Each key by itself: as trusted, or taken from the file. */
export function showKeys(prints) {
  const all = prints.every(([, , trusted]) => trusted === true);
  const some = prints.some(([, , trusted]) => trusted !== null);
  const word = all ? WORDS.trustedKeys : some ? WORDS.someKeys : WORDS.ownKeys;
  return h("section", { class: "sheet keys" },
    h("h2", {}, t(WORDS.keys)),
    h("p", { class: all ? "" : "compare" }, t(word)),
    h("dl", {}, prints.map((one) => showKey(one, some))));
}

function agreement({ recorded, again }) {
  if (again === undefined) return h("td", { class: "agree" }, "");
  const same = recorded === again;
  const word = t(same ? WORDS.same : WORDS.differs);
  return h("td", { class: `agree ${same ? "same" : "differs"}` }, same ? "✓" : "✗", h("span", {}, ` ${word}`));
}

const cell = (value) => h("td", { class: "figure" }, value === undefined || value === null ? "—" : String(value));

function showRow(row, again) {
  return h("tr", {},
    h("th", { scope: "row" }, t(row.label),
      row.written && h("span", { class: "tag" }, t(WORDS.writtenIn)),
      row.elected && h("span", { class: "tag elected" }, t(WORDS.elected))),
    cell(row.recorded), ...(again ? [cell(row.again), agreement(row)] : []));
}

/** The record's figures; beside them those counted here, where there was anything to count. */
function showTable(rows, head, again) {
  if (rows.length === 0) return null;
  return h("table", {},
    h("thead", {}, h("tr", {},
      h("th", { scope: "col" }, head ? t(head) : ""),
      h("th", { scope: "col", class: "figure" }, t(WORDS.recorded)),
      ...(again ? [h("th", { scope: "col", class: "figure" }, t(WORDS.recounted)), h("th", { scope: "col" }, "")] : []))),
    h("tbody", {}, rows.map((row) => showRow(row, again))));
}

function outcomeOf(poll) {
  if (poll.voided) return WORDS.voided;
  return poll.grade ?? OUTCOMES[poll.outcome] ?? null;
}

function showHashes(rows) {
  return h("details", { class: "hashes" },
    h("summary", {}, t(WORDS.traces)),
    h("dl", {}, rows.map(([name, hash]) => h("div", {}, h("dt", {}, t(name)), h("dd", { class: "code" }, hash)))));
}

/** Words of the record that no step holds against anything, marked so. */
const unheld = (words) => (words ? h("p", { class: "unheld" }, words, h("span", { class: "tag" }, t(WORDS.unheld))) : null);

function showPoll(poll) {
  const outcome = outcomeOf(poll);
  const elected = poll.kind === "election";
  return h("article", { class: "sheet poll", "data-poll": poll.id },
    h("header", {},
      h("h3", {}, poll.title, h("span", { class: "tag" }, poll.id)),
      outcome && h("p", { class: `outcome ${poll.voided ? "void" : poll.outcome ?? ""}` }, t(outcome))),
    state.language === "en" && unheld(poll.translated),
    h("p", { class: `tier ${poll.tier}` }, t(TIERS[poll.tier] ?? "")),
    showTable([...poll.rows, ...poll.papers], elected ? WORDS.threeMarks : null, poll.recounted),
    poll.needed !== null && poll.rows.length > 0 && h("p", { class: "quiet" }, `${t(WORDS.neededVotes)} ${poll.needed}`),
    poll.hands > 0 && h("p", { class: "quiet" }, `${t(WORDS.hands)} ${poll.hands}`),
    poll.byHand && h("p", { class: "quiet" }, t(WORDS.byHand)),
    !poll.recounted && !poll.byHand && poll.rows.length > 0 && h("p", { class: "quiet" }, t(WORDS.notCounted)),
    showHashes(poll.hashes));
}

/** The sitting's results; null where the file was not read so far. */
export function showResults({ ctx, first }, documents) {
  if (!ctx.record) return null;
  const polls = [...ctx.polls.values()].map(describePoll).filter(Boolean);
  return h("section", { class: `results ${first ? "doubtful" : ""}` },
    h("h2", {}, t(first ? WORDS.resultsBad : WORDS.results)),
    unheld(t(ctx.record.meeting.title)),
    polls.map(showPoll),
    h("p", { class: "quiet" }, t(WORDS.unheldRest)),
    documents.length > 0 && h("details", { class: "sheet hashes" },
      h("summary", {}, t(WORDS.documents)),
      h("dl", {}, documents.map(([name, hash]) => h("div", {}, h("dt", {}, name), h("dd", { class: "code" }, hash))))));
}

function showStep(result, at) {
  const [title, meaning] = STEPS[at];
  const lines = result.fault ? [result.fault] : result.facts;
  return h("li", { class: result.state, "data-step": at + 1 },
    h("details", { open: result.state === "bad" },
      h("summary", {},
        h("span", { class: "mark", "aria-hidden": "true" }, MARKS[result.state]),
        h("span", { class: "number" }, `V${at + 1}`),
        h("span", { class: "what" }, t(title)),
        h("span", { class: "state" }, t(STATES[result.state]))),
      h("p", {}, t(meaning)),
      lines.length > 0 && h("ul", {}, lines.map((line) => h("li", {}, t(line))))));
}

export const WAITING = { state: "waiting", facts: [], fault: null };

export function showSteps(results) {
  return h("section", { class: "sheet steps" },
    h("h2", {}, t(WORDS.steps)),
    h("ol", {}, STEPS.map((_, at) => showStep(results[at] ?? WAITING, at))));
}

/** What holds on somebody's word alone, in front of all figures. */
export function showTold(steps) {
  const words = steps.flatMap((step) => step.facts).filter((fact) => fact.word);
  if (words.length === 0) return null;
  return h("section", { class: "sheet told" }, h("h2", {}, t(WORDS.told)), h("ul", {}, words.map((one) => h("li", {}, t(one)))));
}

export function showLimits() {
  return h("details", { class: "sheet limits" }, h("summary", {}, t(WORDS.limits)), h("ul", {}, LIMITS.map((one) => h("li", {}, t(one)))));
}
