// The steps V1 to V15 one after the other (docs/bundle.md section 5). Every step is tried; the first that fails counts.

import { Bad, NoBundle, say } from "./bytes.js";
import { Bundle } from "./bundle.js";
import { parseBytes } from "./json.js";
import { ableBrowser, fingerprint, forgetKeys } from "./keys.js";
import { ballotKeys, wholeBallots } from "./step_ballots.js";
import { castVotes, enteringVotes } from "./step_cast.js";
import { countedAgain } from "./step_count.js";
import { complete, fittingTotals, settledComplaints, signedCounts } from "./step_end.js";
import { drawnPapers, issuedPapers } from "./step_issue.js";
import { wholeLog } from "./step_log.js";
import { openedBoxes, tokens } from "./step_mix.js";
import { signedPapers, trustOf, trusted } from "./step_papers.js";
import { readZip } from "./zip.js";

export const WORK = [
  signedPapers, wholeLog, drawnPapers, issuedPapers, castVotes, enteringVotes, openedBoxes, tokens, ballotKeys,
  wholeBallots, countedAgain, fittingTotals, signedCounts, settledComplaints, complete,
];

/** NoBundle where the file is none. */
export const openBundle = (file) => new Bundle(readZip(file));

export const readTrust = async (bytes) => trustOf(parseBytes(bytes));

/** One step: {state: "good"|"bad"|"absent"|"nothing", facts, fault}. */
async function tried(work, ctx) {
  try {
    const facts = await work(ctx);
    if (facts === null) return { state: "absent", facts: [], fault: null };
    return { state: facts.length ? "good" : "nothing", facts, fault: null };
  } catch (wrong) {
    if (wrong instanceof NoBundle) throw wrong;
    if (wrong instanceof Bad) return { state: "bad", facts: [], fault: wrong.text };
    // A step that needs what an earlier one could not read ends here; a bundle can never make it pass.
    return { state: "bad", facts: [], fault: say("前面的步骤未通过，此步无法核对", "cannot be checked, since an earlier step failed") };
  }
}

/** All steps; `told(number, result)` after each. Gives {steps, first, ctx}: `first` is the first that failed, or null. NoBundle
 * where the seal holds but what it seals cannot be read. */
export async function verify(bundle, trust, told = async () => {}) {
  await ableBrowser();
  forgetKeys();
  const ctx = { bundle, trust, profile: "full", keys: null, log: null, record: null, polls: new Map() };
  const steps = [];
  for (const [at, work] of WORK.entries()) {
    steps.push(await tried(work, ctx));
    await told(at + 1, steps[at]);
  }
  const first = steps.findIndex((step) => step.state === "bad") + 1;
  return { steps, first: first || null, ctx };
}

/** The fingerprints to compare with the printed sheet: [who, digits, whether this very key is as trusted]. */
export async function fingerprints({ plain }, trust) {
  const keys = [
    ["S", plain.server, trusted(trust, "S", { jwk: plain.server })], ["L", plain.log, trusted(trust, "L", { witness: plain.log })],
  ];
  for (const one of plain.stations) {
    const as = trusted(trust, one.station, one);
    keys.push([one.station, one.jwk, as], [`${one.station}·L`, one.witness, as]);
  }
  return Promise.all(keys.map(async ([who, key, as]) => [who, await fingerprint(key), as]));
}
