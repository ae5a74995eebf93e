// The one file that speaks to the socket. A page opens one wire; what comes in is handed on, nothing is computed here.
import { io } from "../vendor/socket.io.js";
import { signal } from "../vendor/signals-core.js";

// Long enough for a durable write behind a full queue, short enough that a member is told before losing patience.
const ANSWER_WITHIN_MS = 8000;
const RETRY_FIRST_MS = 300;
const RETRY_MOST_MS = 4000;

/** "connecting" before the first connection, then "up" or "down"; "refused" when the server would not have us. */
export const link = signal("connecting");
/** The refusal {code, zh, en, article} of a refused connection, or null. */
export const turnedAway = signal(null);

/** Thrown by `ask` when no answer came: the message may or may not have arrived. */
export class NoAnswer extends Error {}

let socket = null;

/** Connect. `handlers` maps server events to functions of one argument; `auth` is the sign-in of an officer, if any. */
export function open(handlers, auth = undefined) {
  socket?.disconnect();
  link.value = "connecting";
  socket = io({
    transports: ["websocket"], auth, forceNew: true,
    reconnectionDelay: RETRY_FIRST_MS, reconnectionDelayMax: RETRY_MOST_MS, randomizationFactor: 0.5,
  });
  socket.on("connect", () => { link.value = "up"; turnedAway.value = null; });
  socket.on("disconnect", (reason) => {
    link.value = "down";
    if (reason === "io server disconnect") again();
  });
  socket.on("connect_error", (error) => {
    if (error.data?.refusal) { turnedAway.value = error.data.refusal; link.value = "refused"; }
    else if (link.value !== "connecting") link.value = "down";
  });
  for (const [event, handle] of Object.entries(handlers)) socket.on(event, handle);
}

/** Send one event with one argument; resolves to the one acknowledgement, throws NoAnswer when none comes. */
export async function ask(event, argument) {
  if (!socket?.connected) throw new NoAnswer("not connected");
  try {
    return await socket.timeout(ANSWER_WITHIN_MS).emitWithAck(event, argument);
  } catch (error) {
    throw new NoAnswer(error.message, { cause: error });
  }
}

/** Leave and come back, to get a fresh challenge. A server that hung up is not called again at once. */
export function again() {
  socket?.disconnect();
  setTimeout(() => socket?.connect(), RETRY_FIRST_MS + Math.random() * RETRY_MOST_MS);
}

/** Hang up for good, as at sign-out. */
export function close() {
  socket?.disconnect();
  socket = null;
  link.value = "down";
}
