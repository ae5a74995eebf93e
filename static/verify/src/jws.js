// Messages as signed: JWS compact, ES256, with exactly alg, kid and typ in the header (docs/protocol.md section 1).

import { Bad, b64, fromB64, utf8 } from "./bytes.js";
import { parseBytes } from "./json.js";
import { es256, pointOf, sha256 } from "./keys.js";
import { isOne, isRecord, isText, must } from "./shape.js";

const LIMIT = 16_384; // bytes of one message
const LIMITS = { mix: 1_048_576 };
const HEADER = isRecord({ alg: isOne("ES256"), kid: isText, typ: isText });

/** A message taken apart, one of that many bytes if it is of this type; nothing of it is trusted before `checked`. */
export async function readJws(raw, what, typ = "") {
  if (typeof raw !== "string") throw new Bad(`${what}：不是签名消息`, `${what} is no signed message`);
  if (raw.length > (LIMITS[typ] ?? LIMIT)) throw new Bad(`${what}：消息太长`, `${what}: a message that is too long`);
  const parts = raw.split(".");
  if (parts.length !== 3) throw new Bad(`${what}：不是签名消息`, `${what} is no signed message`);
  const [head, body, signature] = parts.map(fromB64);
  const header = must(HEADER, parseBytes(head), what);
  return {
    what, header, signature, body, payload: parseBytes(body), signed: utf8(`${parts[0]}.${parts[1]}`),
    digest: await sha256(utf8(raw)),
  };
}

/** The one of somebody's keys that a message names. */
export const keyOf = ({ header }, keys) => keys.find((key) => key.kid === header.kid);

/** The message, once the signer's key ({jwk, kid}; or one of several) has signed it as `typ` and its payload has this shape. */
export async function checked(message, signer, typ, shape) {
  const { what, header } = message;
  if (signer === undefined) throw new Bad(`${what}：签名者不明`, `${what}: nobody knows who signed it`);
  const key = keyOf(message, [signer].flat());
  if (header.typ !== typ || key === undefined) {
    throw new Bad(`${what}：不是应有的签名者或种类`, `${what} is not by the right signer, or of another kind`);
  }
  if (!(await es256(pointOf(key.jwk), message.signature, message.signed))) {
    throw new Bad(`${what}：签名不符`, `${what}: the signature does not hold`);
  }
  must(shape, message.payload, what);
  return message;
}

export async function open(raw, key, typ, shape, what) {
  return checked(await readJws(raw, what, typ), key, typ, shape);
}

export const digestOf = (message) => b64(message.digest);
