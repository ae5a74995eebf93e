// What follows from the figures of a count: adopted or not, who is elected or listed, which grade (docs/bundle.md section 7).

import { elect, needed, primary } from "./count.js";
import { alike } from "./json.js";
import { SHARE, isList, isOne, isOneShape, isRecord, isText, must } from "./shape.js";
import { fault } from "./votes.js";

const RULE = { name: isText, lines: isList(isText), of: isOne("valid", "present", "members") };
export const GRADE = isOneShape(isRecord({ ...RULE, over: SHARE }), isRecord({ ...RULE, at_least: SHARE }));

/** The round of a poll: an older log does not say it, there it is the record's word. */
export const roundOf = ({ logged, record }) => (logged.marked ? logged.announced.round : record?.round);

/** Written names → the deputy that tellers say is meant, or null; only names that they have identified. */
function identified({ lines, logged }) {
  const printed = new Set(lines.map((line) => line.id));
  const known = new Map();
  for (const { names, into, deputy } of logged.settlings) {
    for (const name of names) known.delete(name);
    if (!printed.has(into)) known.set(into, deputy ?? null);
  }
  return known;
}

/** The lines that can be elected: some written names fall, whatever their votes. */
export function standing(poll) {
  const { counted, announced, marked } = poll.logged;
  if (!marked) {
    const named = new Set([...counted.elected, ...counted.tied]);
    return counted.ranking.filter((line) => !line.write_in || named.has(line.name));
  }
  const known = identified(poll);
  const falls = ({ name }) =>
    (announced.falls.includes("unknown") && !known.has(name)) || (announced.falls.includes("no_deputy") && known.get(name) === null);
  return counted.ranking.filter((line) => !line.write_in || !falls(line));
}

/** Written names that reach the needed number and elect nobody. */
export function fallen(poll) {
  const least = needed(poll.rules);
  const stand = new Set(standing(poll));
  return poll.logged.counted.ranking.filter((line) => !stand.has(line) && (least === null || line.votes_for >= least));
}

const sorted = (list) => [...list].sort();
const falling = (ranking) => ranking.every((line, at) => at === 0 || ranking[at - 1].votes_for >= line.votes_for);

function electedAs(poll) {
  const { counted, marked } = poll.logged;
  const listed = roundOf(poll) === "primary";
  const found = listed ? primary(poll.rules.max_yes, counted.ranking) : elect(poll.rules, standing(poll));
  const { outcome, elected, tied, tied_seats, vacant, formal } = counted;
  const said = { outcome, elected: sorted(elected), tied: sorted(tied), tied_seats, vacant, formal: sorted(formal) };
  return alike(found, said) && (!marked || falling(counted.ranking));
}

/** `over`: more than the share; `at_least`: the share or more; never without a vote. */
function reaches(votes, base, { over, at_least }) {
  const [part, whole] = (over ?? at_least).split("/").map(BigInt);
  const [have, least] = [BigInt(votes) * whole, BigInt(base) * part];
  return votes > 0 && (over === undefined ? have >= least : have > least);
}

/** Lines of the ballot, each once. */
const linesFit = ({ lines }, { grades }) => grades.every((one) =>
  new Set(one.lines).size === one.lines.length && one.lines.every((id) => lines.some((line) => line.id === id)));

function gradeOf({ logged }) {
  const { counted, announced } = logged;
  const { grades, otherwise } = announced.grading;
  const bases = new Map([["valid", counted.valid], ["present", announced.present], ["members", announced.members]]);
  const votes = (lines) => counted.ranking.filter((line) => lines.includes(line.name)).reduce((sum, line) => sum + line.votes_for, 0);
  const found = grades.find((one) => reaches(votes(one.lines), bases.get(one.of), one));
  return found?.name ?? otherwise;
}

function gradedAs(poll) {
  const { logged } = poll;
  const { counted, announced } = logged;
  if (counted.outcome !== "decided" || !namesNobody(counted) || !announced.grading) return false;
  must(isList(GRADE), announced.grading.grades, "poll.announced.v1.grading"); // an older log has no form for it
  return linesFit(poll, announced.grading) && counted.grade === gradeOf({ logged });
}

const namesNobody = ({ elected, tied, formal, tied_seats, vacant }) =>
  alike([elected, tied, formal, tied_seats, vacant], [[], [], [], 0, 0]);

const adoptedAs = ({ rules, logged: { counted } }) => namesNobody(counted) && counted.grade === null &&
  counted.outcome === (counted.votes_for >= (needed(rules) ?? 0) ? "adopted" : "not_adopted");

const FOLLOWS = { motion: adoptedAs, election: electedAs, evaluation: gradedAs };

/** The outcome is the one that the figures give, and the one that was declared. */
export function checkOutcome(poll) {
  const { counted, declared } = poll.logged;
  if (!FOLLOWS[poll.rules.kind](poll) || (declared && declared.outcome !== counted.outcome)) {
    throw fault(poll, "结果不是由票数得出的", "the outcome does not follow from the figures");
  }
}
