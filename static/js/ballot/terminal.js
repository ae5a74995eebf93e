// One seat terminal: proves its key, signs its member in, keeps what the server tells, and sets the votes to work.
import { effect, signal } from "../../vendor/signals-core.js";
import { NoAnswer, again, ask, close, link, open as connect } from "../wire.js";
import { meeting, prepare, sameKey, stage } from "./device.js";
import { hashOf, b64 } from "./bytes.js";
import { fields, open, sign } from "./jws.js";

export const me = signal(null);
export const view = signal(null);
/** True once the server of this connection has accepted this terminal. */
export const greeted = signal(false);

effect(() => { if (link.value !== "up") greeted.value = false; });

let device = null, nonce = null, verifier = null;
let onNews = () => {};

/** What the votes need of the terminal: who we are and whose signatures count. */
export const identity = () => ({ device, verifier, member: me.value?.member ?? null });

/** Start for this seat; `news` is called whenever me or view have changed. Resolves when connected or a person must act. */
export async function start(seat, code, news) {
  onNews = news;
  device = await prepare(seat, code);
  if (device === null) return;
  connect({ challenge, view: (told) => { hear(me.value, told); }, me: (told) => { hear(told, view.value); } });
}

function hear(newMe, newView) {
  if (!greeted.value) return;
  me.value = newMe;
  view.value = newView;
  onNews();
}

/** The refusal in an acknowledgement as {code, zh, en, article}, or null; throws when it is not signed by the server. */
export async function refusalIn(answer, jws = null) {
  if (answer?.refusal === undefined) return null;
  const { payload } = await open(answer.refusal, "refusal", device.server);
  fields(payload, ["code", "zh", "en", "article", "of"]);
  if (jws !== null && payload.of !== null && payload.of !== b64(await hashOf(jws))) throw new Error("refusal of another message");
  return payload;
}

/** Ask, but only a server that has accepted this terminal on this very connection. */
export async function tell(event, argument) {
  if (!greeted.value) throw new NoAnswer("not greeted yet");
  return ask(event, argument);
}

/** Sign a payload as `typ` and ask; resolves to {answer, refusal, jws}. */
export async function say(event, typ, payload, how = tell) {
  const jws = await sign(typ, payload, device);
  const answer = await how(event, jws);
  return { answer, jws, refusal: await refusalIn(answer, jws) };
}

async function challenge(told) {
  greeted.value = false;
  if (told.meeting !== device.meeting || !sameKey(told.server, device.server) || told.log !== device.log) return stop("stranger", null);
  nonce = told.nonce;
  verifier = told.log;
  const { answer, refusal } = await say("hello", "hello", { meeting: device.meeting, seat: device.seat, nonce }, ask)
    .catch((error) => { console.warn("hello", error); again(); return {}; });
  if (refusal?.code === "message.stale" || refusal?.code === "server.busy") return again();
  if (refusal) return stop("refused", refusal);
  if (!answer) return undefined;
  greeted.value = true;
  return hear(answer.me, answer.view);
}

function stop(name, refusal) {
  stage.value = { name, refusal };
  close();
}

/** Sign the member in by "pin" or "badge"; resolves to a refusal or null. */
export async function signIn(method, value) {
  const { answer, refusal } = await say("sign_in", "sign-in", { meeting: device.meeting, seat: device.seat, nonce, method, value });
  if (refusal?.code === "message.stale") again();
  if (refusal === null) hear(answer.me, view.value);
  return refusal;
}

export { link, meeting, stage };
