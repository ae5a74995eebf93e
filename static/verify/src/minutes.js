// What sitting.json minutes of a count by name (docs/bundle.md section 7): whose envelope is void, who was traced, and whom
// written names were settled to be. Of votes whose announcement is of the newer form.

import { say } from "./bytes.js";
import { writtenNames } from "./count.js";
import { alike, canonical } from "./json.js";
import { isList, isRecord, isText, must, orNull } from "./shape.js";
import { fault, storyOf, wholeTally } from "./votes.js";

const VOIDS = new Map(Object.entries({
  wrong_manifest: say("信封属于另一次表决", "the envelope belongs to another poll"),
  not_opened: say("信封不能拆开", "the envelope does not open"),
  form: say("信封内的选票格式不符", "what is inside is not a ballot paper"),
  credential: say("选票凭证不符", "the ballot's credential is not signed by every issuer"),
  token: say("信封凭证不符", "the envelope's token does not hold"),
  signature: say("选票签名不符", "the ballot's signature does not hold"),
  paper: say("票面格式不符", "the paper is not written as it must be"),
  marks: say("票面符号不符", "the marks are not those of this ballot"),
  write_ins: say("另选他人的填写不符", "the names written in are not as the rule allows"),
  repeated_key: say("选票密钥重复", "a key was used more than once"),
}));
const ROLES = new Map(Object.entries({
  operator: "操作员", chair: "主持人", secretary: "秘书", scrutineer: "监票人", seat: "座位", system: "系统",
}));

const PERSONS = isList(isRecord({ name: isText, seat: isText }, true));
const SETTLED = isList(isRecord({ written: isList(isText), into: isText, deputy: orNull(isText) }, true));
const BY = isRecord({ reason: isText, by: isText, at: isText }, true);
const REASONS = isRecord({ void_voters: isList(isText), void_reasons: isList(isText) }, true);

/** The void envelopes of the count, by voter; of a vote by hand there are none. */
const voidOf = (ctx, poll) => (poll.mode !== "by_hand" && poll.logged.counted ? wholeTally(ctx, poll).void : []);

const inOrder = (list) => list.map(canonical).sort();

/** The log gives each void voter the reason that the tally gives. */
function checkReasons(ctx, poll) {
  const { counted } = poll.logged;
  if (!counted) return;
  const { void_voters, void_reasons } = must(REASONS, counted, `log ${counted.at} poll.counted.v1`);
  const said = void_voters.map((voter, at) => [voter, void_reasons[at]]);
  const meant = voidOf(ctx, poll).map(({ voter, reason }) => [voter, reason]);
  if (void_voters.length !== void_reasons.length || !alike(inOrder(said), inOrder(meant))) {
    throw fault(poll, "日志中的无效理由与计票不符", "the log has other reasons of void envelopes than the tally");
  }
}

/** Where a voter sat at the end of the vote. */
function seatOf(poll, voter) {
  const own = poll.logged.announced.voters.find((one) => one.voter === voter);
  if (own === undefined) throw fault(poll, `${voter} 不在名册上`, `${voter} is not on the roster`);
  return (storyOf(poll).moves.findLast((one) => one.voter === voter) ?? own).seat;
}

/** A name that this profile does not have, and a seat where it hides who was moved, are as the record says. */
function personOf(ctx, poll, { voter, reason }, said) {
  const moved = ctx.profile === "public" && "replaced" in poll.record;
  const seat = seatOf(poll, voter);
  return {
    voter, name: poll.names?.get(voter) ?? said?.name ?? null, seat: moved ? said?.seat ?? null : seat, word: reason,
    reason: VOIDS.get(reason) ?? say(reason, reason),
  };
}

/** A count that a settled name has overtaken is none. */
function voidsMeant(ctx, poll, rows) {
  const { counted, settledAt } = poll.logged;
  return counted && counted.at > settledAt ? voidOf(ctx, poll).map((one, at) => personOf(ctx, poll, one, rows[at])) : [];
}

const tracesMeant = (ctx, poll, rows) =>
  poll.logged.traced.map((one, at) => ({ ...personOf(ctx, poll, one, rows[at]), found_by: one.found_by }));

/** Who decided, as people read it: the role, and the account where its name is another. */
function labelOf(by) {
  const [role, ...rest] = by.split(":");
  const name = rest.join(":");
  return `${ROLES.get(role) ?? role} ${role}${name === "" || name === role ? "" : `（${name}）`}`;
}

/** Written names by their numbers where ballots are shown, else as many as the log has; or nowhere how they were written. */
function settledMeant(ctx, poll, rows) {
  const numbers = poll.mode === "secret" && poll.papers ? writtenNames(poll, poll.papers) : null;
  const known = new Map([...(numbers ?? []), ...poll.lines.map(({ id, name }) => [id, name.zh])]);
  const folded = rows.every((row) => row.written.length === 0);
  return poll.logged.settlings.map((entry, at) => {
    must(BY, entry, "name.settled.v1");
    const { names, into, reason, by } = entry;
    if (numbers && ![...names, into].every((name) => known.has(name))) {
      throw fault(poll, "所认定的姓名不在票上", "names were settled that nobody wrote");
    }
    const who = entry.deputy ?? null;
    return {
      written: folded ? [] : names.map((name, place) => known.get(name) ?? rows[at]?.written[place] ?? null),
      into: known.get(into) ?? rows[at]?.into ?? null,
      deputy: who === null ? null : poll.names?.get(who) ?? rows[at]?.deputy ?? "",
      reason, by: labelOf(by), at: entry.at,
    };
  });
}

const FIELDS = {
  void_envelopes: [PERSONS, voidsMeant], traces: [PERSONS, tracesMeant], settled_names: [SETTLED, settledMeant],
};

export function checkMinutes(ctx, poll) {
  const { record } = poll;
  if (!poll.logged.marked) return;
  checkReasons(ctx, poll);
  const secret = record.secrecy === "secret";
  for (const [field, [shape, meant]] of Object.entries(FIELDS)) {
    const rows = secret ? must(shape, record[field], `${poll.id} ${field}`) : [];
    if (field in record !== secret || !alike(rows, meant(ctx, poll, rows))) {
      throw fault(poll, `会议记录中的 ${field} 与计票和日志不符`, `${field} of sitting.json is not what tally and log have`);
    }
  }
}
