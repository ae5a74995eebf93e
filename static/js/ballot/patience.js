// A server that gives nothing is not waited for in silence: after so many tries in a row it is amiss.
import { NoAnswer } from "../wire.js";
import { PASSING } from "./papers.js";
import { greeted, say } from "./terminal.js";

const MISSES = 5;
const missed = new Map();

/** What `asking` gives. NoAnswer: ask again; any other error once nothing has come so often on a line that was up. */
export async function patiently(what, asking) {
  try {
    const answer = await asking();
    missed.delete(what);
    return answer;
  } catch (error) {
    const misses = (missed.get(what) ?? 0) + (greeted.value ? 1 : 0);
    missed.set(what, misses);
    if (error instanceof NoAnswer && misses < MISSES) throw error;
    missed.delete(what);
    throw error instanceof NoAnswer ? new Error(`asked ${MISSES} times, nothing came: ${error.message}`, { cause: error }) : error;
  }
}

/** Tell the server what was found, by an event whose message has its name. False when it takes no complaint: then the
 * member is told so. That all is well need not be heard. */
export async function reported(event, payload) {
  try {
    const refusal = await patiently(`${payload.vote} ${event} said`, async () => {
      const found = await say(event, event, payload);
      if (PASSING.has(found.refusal?.code)) throw new NoAnswer(found.refusal.code);
      return found.refusal;
    });
    if (refusal) console.warn(payload.vote, refusal.code);
    return refusal === null;
  } catch (error) {
    if (error instanceof NoAnswer) throw error;
    console.warn(payload.vote, error.message);
    return false;
  }
}
