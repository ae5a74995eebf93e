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

const place = (id, seat) => `${id}/${seat}`;
/** Where a key stands that is not enrolled yet: the one that serves the seat is not given up for it. */
const coming = (id, seat) => `${place(id, seat)}/coming`;

/** A key that seals what this browser keeps, and that nobody can read. */
const wrapper = () => crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);

/** Keep more about an enrolled device; the object itself grows, so that all who hold it know. */
export async function remember(device, more) {
  Object.assign(device, more);
  await kept.put("devices", place(device.meeting, device.seat), device);
}

/** The sealing key of a device; one enrolled before there was any gets it now. */
export async function wrapping(device) {
  if (!device.wrap) await remember(device, { wrap: await wrapper() });
  return device.wrap;
}

/** A new key for this seat; the private half can be used by this browser and read by nobody. */
async function make(id, seat, code) {
  const pair = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign", "verify"]);
  const { crv, kty, x, y } = await crypto.subtle.exportKey("jwk", pair.publicKey);
  const jwk = { crv, kty, x, y };
  const device = { meeting: id, seat, code, jwk, kid: await kidOf(jwk), privateKey: pair.privateKey, server: null, wrap: await wrapper() };
  await kept.put("devices", coming(id, seat), device);
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
    if (!answer.ok) {
      await kept.drop("devices", coming(device.meeting, seat));
      return refuse("code", told.refusal ?? null);
    }
    if (told.kid !== device.kid || !sameKey(told.server, meeting.value.server)) return refuse("stranger", null);
    if (told.state === "enrolled") return settle(device, told.server, told.log);
    stage.value = { name: "pending", fingerprint: told.fingerprint };
    await wait(ASK_AGAIN_MS);
  }
}

function refuse(name, refusal) {
  stage.value = { name, refusal };
  return null;
}

async function settle(device, server, log) {
  const enrolled = { ...device, server, log };
  await kept.put("devices", place(device.meeting, device.seat), enrolled);
  await kept.drop("devices", coming(device.meeting, device.seat));
  return ready(enrolled);
}

function ready(device) {
  stage.value = { name: "enrolled" };
  return device;
}

/** The enrolled device of this seat, with `code` if the page came by an operator's link; null when a person must act. */
export async function prepare(seat, code) {
  const barred = stage.value.name === "refused"; // the server has just turned this seat's key away
  if (!globalThis.crypto?.subtle) return refuse("insecure", null);
  meeting.value = await (await asked("/api/meeting")).json();
  const { meeting: id, server } = meeting.value;
  const known = await kept.get("devices", place(id, seat));
  const ours = Boolean(known) && sameKey(known.server, server);
  const fresh = await candidate(id, seat, ours && code === known.code ? null : code);
  if (fresh) return await enrol(fresh) ?? (ours && !barred && stage.value.name === "code" ? ready(known) : null);
  if (known && !ours) return refuse("stranger", null);
  return known ? ready(known) : refuse("code", null);
}

/** The key that waits to be enrolled, made anew for a new code; undefined where none waits. */
async function candidate(id, seat, code) {
  const waiting = await kept.get("devices", coming(id, seat));
  return code && waiting?.code !== code ? make(id, seat, code) : waiting;
}
