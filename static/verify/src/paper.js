// A paper as it lies in the box: its credential, its signature, its marks (docs/protocol.md sections 5 and 6).

import { fromB64, join, text, utf8 } from "./bytes.js";
import { parse, parseCanonical } from "./json.js";
import { decompress, es256, pss } from "./keys.js";
import { LAYER } from "./layers.js";
import { isBytes, isList, isRecord, isText } from "./shape.js";
import { eachOf, issuersOf } from "./votes.js";

const PAPER = isRecord({ mh: isBytes(32), marks: isText, wi: isList(isText) });

export const credentialOf = (issuers) =>
  isRecord({ pk: isBytes(33), r: eachOf(issuers, isBytes(32)), s: eachOf(issuers, isBytes(256)), sig: isBytes(64) });

/** Whether every issuer signed this key for this level of this poll (RFC 9474, randomized), and its paper was not checked. */
export async function stamped(poll, level, { pk, r, s }) {
  if (poll.logged?.checked.has(pk)) return false;
  const message = join(utf8(`cred-v1|${level}|`), fromB64(poll.mh), fromB64(pk));
  const good = await Promise.all(
    poll.issuers.map(({ id, n }) => pss(n, fromB64(s[id]), join(fromB64(r[id]), message))),
  );
  return good.every(Boolean);
}

export const signedByKey = ({ pk, sig }, message) => es256(decompress(fromB64(pk)), fromB64(sig), message);

export const ballotShape = (poll) => isRecord({ p: isText, c: credentialOf(issuersOf(poll)) });

function marksFit({ alphabet, lines }, marks) {
  return marks.length === lines && [...marks].every((mark) => alphabet.includes(mark));
}

function namesFit({ writein_max, writein_bytes }, names) {
  const fits = (name) => utf8(name).length <= writein_bytes && name.normalize("NFC") === name;
  return names.length <= writein_max && names.every(fits);
}

/** The paper in a ballot, or null where its text is none. */
export function paperOf(ballot) {
  try {
    const paper = parse(ballot.p);
    return PAPER(paper) === undefined ? paper : null;
  } catch {
    return null;
  }
}

/** All that is wrong with a ballot (null: no ballot at all), in the words of docs/protocol.md section 9. */
export async function faultsOf(poll, ballot) {
  if (ballot === null || ballotShape(poll)(ballot) !== undefined) return ["form"];
  const stamps = poll.issuers.length === 0 || (await stamped(poll, poll.levels.at(-1), ballot.c));
  return [...(stamps ? [] : ["credential"]), ...(await paperFaults(poll, ballot))];
}

/** The same without the issuers' signatures. */
export async function paperFaults(poll, ballot) {
  const faults = (await signedByKey(ballot.c, utf8(`ballot|v1|${ballot.p}`))) ? [] : ["signature"];
  const paper = paperOf(ballot);
  if (paper === null) return [...faults, "paper"];
  if (paper.mh !== poll.mh) faults.push("wrong_manifest");
  if (!marksFit(poll.rules, paper.marks)) faults.push("marks");
  if (!namesFit(poll.rules, paper.wi)) faults.push("write_ins");
  return faults;
}

/** The token of an item on its way to level 1, or null where it carries none. */
export function tokenOf(poll, item) {
  const length = item.length < 2 ? item.length : item[0] * 256 + item[1];
  if (item.length !== 2 + length + poll.pad + (poll.mix.length - 1) * LAYER) return null;
  try {
    const token = parseCanonical(text(item.subarray(2, 2 + length)));
    return credentialOf(issuersOf(poll))(token) === undefined ? { ...token, sealed: item.subarray(2 + length) } : null;
  } catch {
    return null;
  }
}

export const tokenHolds = async (poll, token) =>
  Boolean(token && (await stamped(poll, 1, token)) && (await signedByKey(token, join(utf8("token|v1|"), token.sealed))));
