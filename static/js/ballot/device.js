// The device of one seat at one meeting: its key, and how it is enrolled (docs/protocol.md section 3).
import { signal } from "../../vendor/signals-core.js";
import * as kept from "./kept.js";
import { kidOf, sign } from "./jws.js";

// The operator compares and confirms by hand: asking more often than this tells nobody anything sooner.
const ASK_AGAIN_MS = 2000;
const LETTERS = /^[2-9A-HJ-NP-Z]{8}$/;

/** Where enrolment stands: name is loading, unreachable, code, pending, enrolled, stranger or refused. */
export const stage = signal({ name: "loading" });
/** {meeting, title, server, sample} as told by the server, or null. */
export const meeting = signal(null);

const wait = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });
const sameKey = (a, b) => Boolean(a && b) && a.x === b.x && a.y === b.y && a.crv === b.crv && a.kty === b.kty;

export { sameKey };

async function asked(path, init) {
  for (;;) {
    try {
      return await fetch(path, { cache: "no-store", ...init });
    } catch {
      stage.value = { ...stage.value, unreachable: true };
      await wait(ASK_AGAIN_MS);
    }
  }
}

/** A new key for this seat; the private half can be used by this browser and read by nobody. */
async function make(id, seat, code) {
  const pair = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign", "verify"]);
  const { crv, kty, x, y } = await crypto.subtle.exportKey("jwk", pair.publicKey);
  const jwk = { crv, kty, x, y };
  const device = { meeting: id, seat, code, jwk, kid: await kidOf(jwk), privateKey: pair.privateKey, server: null };
  await kept.put("devices", `${id}/${seat}`, device);
  return device;
}

/** Whether a typed or linked code can be one at all; letters are taken in either case. */
export const readCode = (typed) => {
  const code = (typed ?? "").replace(/[\s-]/g, "").toUpperCase();
  return LETTERS.test(code) ? code : null;
};

/** Ask until the operator has confirmed; resolves to the enrolled device, or null with `stage` saying why not. */
async function enrol(device) {
  const { code, jwk, seat } = device;
  const jws = await sign("enrol", { meeting: device.meeting, seat, code, jwk }, device);
  const body = JSON.stringify({ jws });
  for (;;) {
    const answer = await asked("/api/enrolments", { method: "POST", headers: { "content-type": "application/json" }, body });
    const told = await answer.json().catch(() => ({}));
    if (!answer.ok) return refuse("code", told.refusal ?? null);
    if (told.kid !== device.kid || !sameKey(told.server, meeting.value.server)) return refuse("stranger", null);
    if (told.state === "enrolled") return remember(device, told.server, told.log);
    stage.value = { name: "pending", fingerprint: told.fingerprint };
    await wait(ASK_AGAIN_MS);
  }
}

function refuse(name, refusal) {
  stage.value = { name, refusal };
  return null;
}

async function remember(device, server, log) {
  const enrolled = { ...device, server, log };
  await kept.put("devices", `${device.meeting}/${device.seat}`, enrolled);
  stage.value = { name: "enrolled" };
  return enrolled;
}

/** The enrolled device of this seat, with `code` if the page came by an operator's link; null when a person must act. */
export async function prepare(seat, code) {
  if (!globalThis.crypto?.subtle) return refuse("insecure", null);
  meeting.value = await (await asked("/api/meeting")).json();
  const { meeting: id, server } = meeting.value;
  const known = await kept.get("devices", `${id}/${seat}`);
  const stranger = known?.server && !sameKey(known.server, server);
  if (code && (!known || stranger || known.code !== code)) return enrol(await make(id, seat, code));
  if (stranger) return refuse("stranger", null);
  if (!known) return refuse("code", null);
  return known.server ? remember(known, known.server, known.log) : enrol(known);
}
