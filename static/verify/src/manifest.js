// The manifest of a poll: what was put to the vote, by which rules, with whose keys (docs/protocol.md section 5).

import { Bad, b64, fromB64 } from "./bytes.js";
import { alike, canonicalBytes } from "./json.js";
import { onCurve, sha256 } from "./keys.js";
import {
  isBytes, isId, isList, isOne, isOneShape, isPositive, isRecord, isText, isTitle, isUpTo, must, orNull,
} from "./shape.js";

const PERSONS = isUpTo(1_000_000);
const PAD = { T0: 8_192, T1: 8_192, T2: 6_784 };

/** A fraction of at most two digits above and below; 0/1 is none. */
const THRESHOLD = (value) => (typeof value === "string" && /^([1-9][0-9]?\/[1-9][0-9]?|0\/1)$/.test(value) ? undefined : "");

const RULES = isRecord({
  kind: isOne("motion", "election", "evaluation"), alphabet: isOne("YNA", "YNAB", "YB"), lines: isUpTo(1_000, 1),
  max_yes: orNull(PERSONS), equal: isOne(false), blank: isOne("blank", "for"), writein_opposed: isOne(true, false),
  writein_max: isUpTo(1_000), writein_bytes: isUpTo(1_000), press: isOne("first", "last"), base: PERSONS,
  threshold: isOneShape(isRecord({ over: THRESHOLD }), isRecord({ at_least: THRESHOLD })),
  present: PERSONS, eligible: PERSONS, time_limit: orNull(isPositive),
});

export const MANIFEST = isRecord({
  v: isOne(1), meeting: isId, vote: isId, title: isTitle, mode: isOne("secret", "named", "by_hand"),
  tier: isOne("T0", "T1", "T2", null), candidates_hash: isBytes(32), rules: RULES, roster_hash: isBytes(32),
  issuers: isList(isRecord({ id: isOne("S", "A", "B"), n: isBytes(256), e: isOne(65537) })),
  mix: isList(isRecord({ id: isOne("S", "A", "B"), pk: isBytes(65) })), levels: isList(isUpTo(3, 1)), pad: isUpTo(8_192),
  client_sha256: orNull(isBytes(32)), prev_checkpoint: isBytes(32),
});

export const LINES = isList(isRecord({ id: isId, name: isRecord({ zh: isText, en: isText }) }));
export const ROSTER = isList(isRecord({ kid: isText, seat: isId, voter: isId }));

/** issuers, mix and levels that each tier may have. */
const TIERS = {
  T0: [["", "S", []]],
  T1: [["SA", "AS", [2]], ["SB", "BS", [2]]],
  T2: [["SAB", "ABS", [1, 3]]],
};

const ALPHABETS = { motion: "YNA", election: "YNAB", evaluation: "YB" };

function shapeOfTier({ mode, tier, issuers, mix, levels, pad }) {
  const has = [issuers.map((one) => one.id).join(""), mix.map((one) => one.id).join(""), levels];
  if (mode !== "secret") return tier === null && pad === 0 && alike(has, ["", "", []]);
  return tier !== null && pad > 0 && pad <= PAD[tier] && TIERS[tier].some((one) => alike(has, one));
}

function rulesFit({ kind, alphabet, lines, max_yes, writein_max, blank, writein_opposed }) {
  if (alphabet !== ALPHABETS[kind]) return false;
  if ((kind !== "election" && blank !== "blank") || (writein_opposed && writein_max === 0)) return false;
  if (kind === "motion") return lines === 1 && writein_max === 0;
  if (kind === "evaluation") return max_yes === 1 && writein_max === 0;
  return max_yes !== null && max_yes > 0;
}

/** Keys that could be keys: moduli of full length, points of the curve. */
const keysFit = ({ issuers, mix }) =>
  issuers.every((one) => fromB64(one.n)[0] >= 128) && mix.every((one) => onCurve(fromB64(one.pk)));

/** Whether a payload that has the form of a manifest is one. */
export function checkManifest(manifest, what) {
  must(MANIFEST, manifest, what);
  if (!shapeOfTier(manifest)) {
    throw new Bad(`${what}：保密等级与监票席不符`, `${what}: the tier does not have the shape of its stations`);
  }
  if (!keysFit(manifest)) throw new Bad(`${what}：密钥格式不符`, `${what}: one of its keys is none`);
  if (!rulesFit(manifest.rules)) throw new Bad(`${what}：规则自相矛盾`, `${what}: its rules contradict each other`);
}

export const hashOf = async (value) => b64(await sha256(canonicalBytes(value)));

export function sortedBy(list, key) {
  return list.every((one, at) => at === 0 || list[at - 1][key] < one[key]);
}
