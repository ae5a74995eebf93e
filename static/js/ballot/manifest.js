// The manifest: what this very vote is. A terminal that finds anything it does not know goes no further.
import { b64, same, sha256, unb64, utf8 } from "./bytes.js";
import { write } from "./exact.js";
import { fields, open } from "./jws.js";

const FIELDS = ["v", "meeting", "vote", "title", "mode", "tier", "candidates_hash", "rules", "roster_hash", "issuers",
  "mix", "levels", "pad", "client_sha256", "prev_checkpoint"];
const RULES = ["kind", "alphabet", "lines", "max_yes", "equal", "writein_max", "writein_bytes", "press", "base",
  "threshold", "present", "eligible", "time_limit"];
const POINT_BYTES = 65;
const SHARE = /^([1-9]\d?\/[1-9]\d?|0\/1)$/; // 0/1: no threshold, the most votes win

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

function checkRules(rules, poll) {
  demand(rules.kind === poll.kind && ["motion", "election", "evaluation"].includes(rules.kind), "kind");
  demand(rules.press === poll.press && ["first", "last"].includes(rules.press), "press");
  demand(["YNA", "YNAB", "YB"].includes(rules.alphabet), "alphabet");
  demand((rules.alphabet === "YB") === (rules.kind === "evaluation") && (rules.kind !== "evaluation" || rules.max_yes === 1), "grades");
  demand(rules.lines === poll.lines.length && rules.lines > 0 && (rules.kind !== "motion" || rules.lines === 1), "number of lines");
  const [[test, share], ...others] = Object.entries(rules.threshold);
  demand(["over", "at_least"].includes(test) && SHARE.test(share) && others.length === 0, "threshold");
  demand(rules.equal === false, "a rule this terminal does not know");
  demand(rules.writein_max === poll.write_ins, "number of write-ins");
}

/** Tier T0 with one sealing key, or a named poll with none; the stations of T1 and T2 are not known here. */
async function checkAbility({ mode, tier, mix, issuers, levels, pad }) {
  demand(issuers.length === 0 && levels.length === 0, "issuers that this terminal does not know");
  if (mode === "named") return demand(tier === null && mix.length === 0 && pad === 0, "a named poll seals nothing");
  demand(mode === "secret" && tier === "T0" && mix.length === 1, "a tier that this terminal does not know");
  fields(mix[0], ["id", "pk"]);
  demand(mix[0].id === "S" && unb64(mix[0].pk).length === POINT_BYTES && pad > 0, "sealing key");
  await crypto.subtle.importKey("raw", unb64(mix[0].pk), { name: "ECDH", namedCurve: "P-256" }, false, []); // throws off the curve
}
