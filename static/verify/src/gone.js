// V13, who has destroyed: each party's signed word that keys and envelopes of a vote are gone, and whose is missing.

import { say } from "./bytes.js";
import { checked, readJws } from "./jws.js";
import { alike } from "./json.js";
import { isBytes, isId, isRecord, isText } from "./shape.js";
import { byKeys, fault, issuersOf, parties, signerOf } from "./votes.js";

const FORGOTTEN = isRecord({ vote: isId, mh: isBytes(32), by: isText });

async function checkStated(ctx, poll, stated) {
  const path = `${poll.at}/forgotten.jsonl`;
  const given = ctx.bundle.lines(path);
  if (given.length !== stated.length) throw fault(poll, "销毁声明与日志不符", "other statements of destruction than the log names");
  for (const [at, by] of stated.entries()) {
    const { payload } = await checked(await readJws(given[at], path), signerOf(ctx, by), "forgotten", FORGOTTEN);
    if (!alike(payload, { vote: poll.id, mh: poll.mh, by })) throw fault(poll, "销毁声明属于另一次表决或另一方", "a statement of destruction is of another poll or party");
  }
}

/** What is said of every vote whose keys were ordered to be destroyed. */
export async function checkGone(ctx) {
  const facts = [];
  for (const poll of byKeys(ctx)) {
    const { destroyed, forgotten } = poll.logged;
    const holders = poll.issuers.length ? issuersOf(poll) : ["S"];
    const stated = holders.filter((by) => forgotten.includes(by));
    if ((forgotten.length && !destroyed) || stated.length !== forgotten.length) {
      throw fault(poll, "销毁的记录不符", "the log of what was destroyed does not hold");
    }
    if (forgotten.length) await checkStated(ctx, poll, stated);
    if (!destroyed) continue;
    const missing = holders.filter((by) => !forgotten.includes(by));
    const [gone, left] = [parties(stated), parties(missing)];
    const rest = missing.length ? say(`；尚未声明：${left.zh}`, `; has not said so: ${left.en}`) : say("", "");
    facts.push(say(
      `${poll.id}：已签名声明销毁密钥和信封：${stated.length ? gone.zh : "无"}${rest.zh}`,
      `${poll.id}: destroyed keys and envelopes, and signed it: ${stated.length ? gone.en : "nobody"}${rest.en}`,
    ));
  }
  return facts;
}
