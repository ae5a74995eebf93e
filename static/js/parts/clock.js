// Counts the seconds since the newest view came, so that a time limit runs down between views.
import { signal } from "../../vendor/signals-core.js";

const SECOND_MS = 1000;
const since = signal(0);
let ticking = null;

export function arrived() {
  clearInterval(ticking);
  since.value = 0;
  ticking = setInterval(() => { since.value += 1; }, SECOND_MS);
}

/** What is left of a poll's time as "m:ss", or null where only the chair closes it. */
export function timeLeft(poll) {
  if (poll.state !== "open" || poll.remaining === null) return null;
  const left = Math.max(0, poll.remaining - since.value);
  return `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
}
