// After the close: ask for the proof that this seat's cast is in the log, check it, and say so to the server.
import { NoAnswer } from "../wire.js";
import { fields, open } from "./jws.js";
import { CannotCheck, checkProof } from "./log.js";
import { identity, refusalIn, say, tell } from "./terminal.js";

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
  const answer = await tell("proof", { vote: poll.vote, leaf_index: receipt.leaf_index });
  const refusal = await refusalIn(answer);
  if (refusal) throw new Error(refusal.en);
  await checkProof(fields(answer, ["leaf_index", "tree_size", "path", "checkpoint"]), receipt, verifier);
}

/** True when the log holds the cast, false after a complaint, "cannot" when this browser is not able to tell. */
export async function confirmation(poll, manifest, receipt) {
  let reason = "";
  try {
    await check(poll, manifest, receipt);
  } catch (error) {
    if (error instanceof NoAnswer) throw error;
    console.warn(poll.vote, error);
    if (error instanceof CannotCheck) return "cannot";
    reason = error.message;
  }
  await report(poll, manifest, reason);
  return reason === "";
}

/** Tell the server that all is well, or what is not. */
export async function report(poll, manifest, reason) {
  const { device } = identity();
  const payload = { vote: poll.vote, mh: manifest.mh, seat: device.seat, ok: reason === "", reason: reason.slice(0, REASON_MOST) };
  const { refusal } = await say("confirm", "confirm", payload);
  if (refusal) console.warn(poll.vote, refusal.code);
}
