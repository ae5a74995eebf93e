// The manifest: what this very vote is. A terminal that finds anything it does not know goes no further.
import { b64, same, sha256, unb64, utf8 } from "./bytes.js";
import { write } from "./exact.js";
import { fields, open } from "./jws.js";

const FIELDS = ["v", "meeting", "vote", "title", "mode", "tier", "candidates_hash", "rules", "roster_hash", "issuers",
  "mix", "levels", "pad", "client_sha256", "prev_checkpoint"];
const RULES = ["kind", "alphabet", "lines", "max_yes", "equal", "blank", "writein_opposed", "writein_max", "writein_bytes",
  "press", "base", "threshold", "present", "eligible", "time_limit"];
const POINT_BYTES = 65, MODULUS_BYTES = 256, EXPONENT = 65537;
const SHARE = /^([1-9]\d?\/[1-9]\d?|0\/1)$/; // 0/1: no threshold, the most votes win
/** Who may issue and open at each tier ("issuers>openers"), the levels of its credentials; a named poll has none. */
const SHAPES = new Map([
  ["T0", { parties: [">S"], levels: [], most: 8192 }],
  ["T1", { parties: ["S,A>A,S", "S,B>B,S"], levels: [2], most: 8064 }],
  ["T2", { parties: ["S,A,B>A,B,S"], levels: [1, 3], most: 6528 }],
  [null, { parties: [">"], levels: [], most: 0 }],
]);

function demand(holds, what) {
  if (!holds) throw new Error(`manifest: ${what}`);
}

/** Check the manifest of a poll of the view; resolves to {...payload, mh (b64), mhBytes}, throws with the reason. */
export async function checkManifest(poll, meeting, server) {
  const { payload, bytes } = await open(poll.manifest, "manifest", server);
  const manifest = fields(payload, FIELDS);
  fields(manifest.rules, RULES);
  demand(manifest.v === 1 && manifest.meeting === meeting && manifest.vote === poll.vote, "of another vote");
  demand(manifest.title === poll.title.zh && manifest.mode === poll.mode, "title or mode differ from what is shown");
  checkRules(manifest.rules, poll);
  await checkAbility(manifest);
  const shown = await sha256(utf8(write(poll.lines)));
  demand(same(unb64(manifest.candidates_hash), shown), "the names shown are not the names of the manifest");
  const mhBytes = await sha256(bytes);
  return { ...manifest, mhBytes, mh: b64(mhBytes) };
}

/** The scrutineers' stations that take part: issuers other than the server. */
export const stationsOf = ({ issuers }) => issuers.map(({ id }) => id).filter((id) => id !== "S");
/** Who signs the count: every issuer; at T0 the server. */
export const countersOf = ({ issuers }) => (issuers.length ? issuers.map(({ id }) => id) : ["S"]);

function checkRules(rules, poll) {
  demand(rules.kind === poll.kind && ["motion", "election", "evaluation"].includes(rules.kind), "kind");
  demand(rules.press === poll.press && ["first", "last"].includes(rules.press), "press");
  demand(["YNA", "YNAB", "YB"].includes(rules.alphabet), "alphabet");
  demand((rules.alphabet === "YB") === (rules.kind === "evaluation") && (rules.kind !== "evaluation" || rules.max_yes === 1), "grades");
  demand(rules.lines === poll.lines.length && rules.lines > 0 && (rules.kind !== "motion" || rules.lines === 1), "number of lines");
  const [[test, share], ...others] = Object.entries(rules.threshold);
  demand(["over", "at_least"].includes(test) && SHARE.test(share) && others.length === 0, "threshold");
  demand(rules.equal === false, "a rule this terminal does not know");
  demand(["blank", "for"].includes(rules.blank) && typeof rules.writein_opposed === "boolean", "blank marks or written names");
  demand(rules.writein_max === poll.write_ins, "number of write-ins");
}

/** Exactly the issuers, openers and levels of a tier, each with a key of its own; a named poll with none. */
async function checkAbility({ mode, tier, mix, issuers, levels, pad }) {
  const shape = SHAPES.get(tier);
  demand(shape !== undefined && (tier === null) === (mode === "named") && ["named", "secret"].includes(mode), "a tier that this terminal does not know");
  const parties = `${ids(issuers, ["id", "n", "e"])}>${ids(mix, ["id", "pk"])}`;
  demand(shape.parties.includes(parties) && write(levels) === write(shape.levels),
    `other issuers, openers or levels than ${tier} has`);
  demand(Number.isSafeInteger(pad) && (tier === null ? pad === 0 : pad > 0 && pad <= shape.most), "pad");
  for (const { n, e } of issuers) checkModulus(unb64(n), e);
  for (const { pk } of mix) await checkPoint(unb64(pk));
  const keys = [...issuers.map(({ n }) => n), ...mix.map(({ pk }) => pk)];
  demand(new Set(keys).size === keys.length, "two parties show one key");
}

const ids = (parties, names) => parties.map((party) => fields(party, names).id).join();

function checkModulus(modulus, exponent) {
  demand(modulus.length === MODULUS_BYTES && modulus[0] >= 0x80 && modulus.at(-1) % 2 === 1 && exponent === EXPONENT, "issuer's key");
}

async function checkPoint(point) {
  demand(point.length === POINT_BYTES, "sealing key");
  await crypto.subtle.importKey("raw", point, { name: "ECDH", namedCurve: "P-256" }, false, []); // throws off the curve
}
