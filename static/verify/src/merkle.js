// Merkle trees of RFC 6962 section 2.1, over a log at any of its sizes and over sorted sets.

import { join } from "./bytes.js";
import { sha256 } from "./keys.js";

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

export const leafHash = (bytes) => sha256(join(LEAF, bytes));

const nodeHash = (left, right) => sha256(join(NODE, left, right));

/** A tree that gives its root at every size; whole subtrees are hashed once. */
export class Tree {
  constructor(levels) {
    this.levels = levels;
  }

  static async of(leafHashes) {
    const levels = [leafHashes];
    for (let below = leafHashes; below.length > 1; below = levels.at(-1)) {
      const pairs = Array.from({ length: below.length >> 1 }, (_, at) => nodeHash(below[2 * at], below[2 * at + 1]));
      levels.push(await Promise.all(pairs));
    }
    return new Tree(levels);
  }

  get size() {
    return this.levels[0].length;
  }

  async root(size = this.size) {
    if (size === 0) return sha256(new Uint8Array());
    let root = null;
    let end = size;
    for (let height = 0; 2 ** height <= size; height++) {
      if (Math.floor(size / 2 ** height) % 2 === 0) continue;
      end -= 2 ** height;
      const whole = this.levels[height][end / 2 ** height];
      root = root === null ? whole : await nodeHash(whole, root);
    }
    return root;
  }
}

/** The root over these leaves (bytes, not yet hashed) in their order. */
export async function rootOf(leaves) {
  return (await Tree.of(await Promise.all(leaves.map(leafHash)))).root();
}
