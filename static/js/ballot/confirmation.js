// After the close: ask for the proof that this seat's cast is in the log, check it, and say so to the server.
import { NoAnswer } from "../wire.js";
import { fields, open } from "./jws.js";
import { CannotCheck, checkProof } from "./log.js";
import { PASSING } from "./papers.js";
import { patiently, reported } from "./patience.js";
import { identity, refusalIn, tell } from "./terminal.js";

// Enough to tell what was amiss, short enough for the chair to read aloud.
const REASON_MOST = 200;

async function check(poll, manifest, receipt) {
  const { device, verifier } = identity();
  if (receipt.doubt) throw new Error(receipt.doubt);
  if (poll.close !== null) {
    const { payload } = await open(poll.close, "close", device.server);
    fields(payload, ["mh", "issued", "cast", "cast_root"]);
    if (payload.mh !== manifest.mh) throw new Error("close of another vote");
  }
  const answer = await patiently(`${poll.vote} proof`, () => proof(poll.vote, receipt));
  await checkProof(fields(answer, ["leaf_index", "tree_size", "path", "checkpoint"]), receipt, verifier);
}

async function proof(vote, receipt) {
  const answer = await tell("proof", { vote, leaf_index: receipt.leaf_index }), refusal = await refusalIn(answer);
  if (PASSING.has(refusal?.code)) throw new NoAnswer(refusal.code);
  if (refusal) throw new Error(refusal.en);
  return answer;
}

/** {proven: true when the log holds the cast, false after a complaint, "cannot" when this browser is not able to tell; unheard:
 * nobody took the complaint}. */
export async function confirmation(poll, manifest, receipt) {
  let reason = "";
  try {
    await check(poll, manifest, receipt);
  } catch (error) {
    if (error instanceof NoAnswer) throw error;
    console.warn(poll.vote, error);
    if (error instanceof CannotCheck) return { proven: "cannot", unheard: false };
    reason = error.message;
  }
  return { proven: reason === "", unheard: await report(poll, manifest, reason) };
}

/** Tell the server that all is well, or what is not; true when it does not take the complaint. */
export async function report(poll, manifest, reason) {
  const { device } = identity();
  const payload = { vote: poll.vote, mh: manifest.mh, seat: device.seat, ok: reason === "", reason: reason.slice(0, REASON_MOST) };
  return !await reported("confirm", payload) && reason !== "";
}
