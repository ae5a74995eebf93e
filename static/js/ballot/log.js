// The log as a terminal sees it: leaves, inclusion proofs (RFC 6962) and checkpoints (C2SP tlog-checkpoint, signed note).
import { concat, same, sha256, unb64, unbase64, utf8 } from "./bytes.js";
import { write } from "./exact.js";

const LEAF = [0x00], NODE = [0x01];
const ED25519 = 0x01;
const NUMBER = /^(?:0|[1-9][0-9]*)$/;

/** Thrown when this browser cannot check a checkpoint at all: then nothing may be confirmed, nor complained about. */
export class CannotCheck extends Error {}

/** Leaf hash of a cast: what the receipt must name. jwsHash is base64url. */
export const castLeaf = (vote, voter, seq, jwsHash) =>
  sha256(concat(LEAF, utf8(write({ jws: jwsHash, poll: vote, seq, type: "ballot.cast.v1", voter }))));

/** Leaf hash of a drawn paper. */
export const drawnLeaf = (vote, voter, jwsHash) =>
  sha256(concat(LEAF, utf8(write({ jws: jwsHash, poll: vote, type: "ballot.drawn.v1", voter }))));

/** Root that an inclusion proof leads to (RFC 9162 section 2.1.3.2); throws when index, size and path do not fit. */
export async function rootOf(leaf, index, size, path) {
  if (!(index >= 0 && index < size)) throw new Error("leaf index outside the tree");
  let fn = index, sn = size - 1, hash = leaf;
  for (const step of path) {
    if (sn === 0) throw new Error("path too long");
    const right = fn % 2 === 0 && fn !== sn;
    hash = await sha256(right ? concat(NODE, hash, step) : concat(NODE, step, hash));
    if (!right) while (fn % 2 === 0 && fn !== 0) { fn = Math.floor(fn / 2); sn = Math.floor(sn / 2); }
    fn = Math.floor(fn / 2);
    sn = Math.floor(sn / 2);
  }
  if (sn !== 0) throw new Error("path too short");
  return hash;
}

/** {name, id (4 bytes), key (32 bytes)} of a verifier key `name+hash+key`; throws when the hash is not that of the key. */
export async function readVerifier(vkey) {
  const [, name, hash, encoded] = /^([^\s+]+)\+([0-9a-f]{8})\+(.+)$/.exec(vkey) ?? [];
  const typed = unbase64(encoded ?? "!");
  if (typed[0] !== ED25519 || typed.length !== 33) throw new Error("not an Ed25519 verifier key");
  const id = (await sha256(concat(utf8(`${name}\n`), typed))).subarray(0, 4);
  if (Array.from(id, (byte) => byte.toString(16).padStart(2, "0")).join("") !== hash) throw new Error("verifier key id");
  return { name, id, key: typed.subarray(1) };
}

async function ed25519(key, signature, message) {
  let imported;
  try {
    imported = await crypto.subtle.importKey("raw", key, "Ed25519", false, ["verify"]);
  } catch (error) {
    if (error.name !== "NotSupportedError") throw error;
    throw new CannotCheck("this browser knows no Ed25519", { cause: error });
  }
  return crypto.subtle.verify("Ed25519", imported, signature, message);
}

/** {size, root} of a checkpoint note signed by the verifier key; throws otherwise, CannotCheck without Ed25519. */
export async function openCheckpoint(note, vkey) {
  const verifier = await readVerifier(vkey);
  const cut = note.lastIndexOf("\n\n");
  const body = note.slice(0, cut + 1);
  const lines = note.slice(cut + 2).split("\n").filter((line) => line.startsWith(`— ${verifier.name} `));
  const [origin, size, root] = body.split("\n");
  if (cut < 0 || origin !== verifier.name || !NUMBER.test(size)) throw new Error("not a checkpoint of this log");
  for (const line of lines) {
    const signed = unbase64(line.split(" ")[2]);
    if (!same(signed.subarray(0, 4), verifier.id)) continue;
    if (await ed25519(verifier.key, signed.subarray(4), utf8(body))) return { size: Number(size), root: unbase64(root) };
  }
  throw new Error("no valid signature of the log");
}

/** Throws unless a `proof` answer shows that the leaf of the receipt is in a tree that the log signed. */
export async function checkProof(answer, receipt, vkey) {
  const checkpoint = await openCheckpoint(answer.checkpoint, vkey);
  if (answer.leaf_index !== receipt.leaf_index || answer.tree_size !== checkpoint.size) throw new Error("proof of another leaf");
  const root = await rootOf(unb64(receipt.leaf_hash), receipt.leaf_index, checkpoint.size, answer.path.map(unb64));
  if (!same(root, checkpoint.root)) throw new Error("the leaf is not in the tree");
}
