// V1: the keys, the index, and every manifest with its lines, roster and countersignatures.

import { Bad, b64, same, say, tryPadded } from "./bytes.js";
import { each } from "./bundle.js";
import { alike, canonicalBytes } from "./json.js";
import { open } from "./jws.js";
import { onCurve, pointOf, sha256, thumbprint } from "./keys.js";
import { LINES, ROSTER, checkManifest, hashOf, sortedBy } from "./manifest.js";
import { LOG, WITNESS, verifierKey } from "./note.js";
import { JWK, isAnything, isBytes, isCount, isId, isList, isMap, isOne, isRecord, isText, must } from "./shape.js";

const STATION = { station: isOne("A", "B"), jwk: JWK, witness: isText };
const KEYS = isRecord({
  meeting: isId, server: JWK, log: isText, stations: isList(isRecord({ ...STATION, kid: isText })), devices: isMap(JWK),
});
const TRUST = [isRecord({ server: JWK }, true), isRecord({ log: isText }, true), isRecord({ stations: isList(isRecord(STATION)) }, true)];
const INDEX = isRecord({ v: isOne(1), files: isList(isRecord({ path: isText, sha256: isBytes(32), size: isCount })) });
const BUNDLE = isRecord({
  v: isOne(1), meeting: isId, profile: isOne("full", "public"), index: isBytes(32), checkpoint: isBytes(32),
});
const COUNTERSIGN = isRecord({ meeting: isId, vote: isId, mh: isBytes(32), station: isText });

async function withKid(jwk, said, what) {
  if (!onCurve(pointOf(jwk))) throw new Bad(`${what}：密钥格式不符`, `${what}: the key is none`);
  const kid = await thumbprint(jwk);
  if (said !== undefined && said !== kid) throw new Bad(`${what}：指纹不符`, `${what}: the kid is not that of the key`);
  return { jwk, kid };
}

export async function readKeys(bundle) {
  const plain = must(KEYS, bundle.json("keys.json"), "keys.json");
  const { meeting, stations, devices } = plain;
  if (new Set(stations.map((one) => one.kid)).size !== stations.length) {
    throw new Bad("keys.json：有监票席密钥出现两次", "keys.json: a key of a station stands twice");
  }
  const keys = { plain, meeting, server: await withKid(plain.server, undefined, "S"), stations: new Map(), devices: new Map() };
  keys.log = await verifierKey(plain.log, `yijue/${meeting}`, LOG);
  for (const { station, jwk, kid, witness } of stations) {
    const key = await verifierKey(witness, `yijue/${meeting}/${station}`, WITNESS);
    const joined = keys.stations.get(station) ?? [];
    keys.stations.set(station, [...joined, { ...(await withKid(jwk, kid, station)), witness: key }]);
  }
  await each(Object.entries(devices), async ([kid, jwk]) => keys.devices.set(kid, await withKid(jwk, kid, kid)));
  return keys;
}

const NO_TRUST = new Bad("这不是密钥文件", "this is no file of keys");

async function aKey(jwk) {
  if (!onCurve(pointOf(jwk))) throw NO_TRUST;
}

/** A verifier key by itself, of whatever name and type. */
async function aVerifierKey(given) {
  const type = tryPadded(given.split("+").slice(2).join("+"))?.[0];
  await verifierKey(given, given.split("+")[0], type);
}

/** The keys of a trust file (docs/bundle.md section 6), any of them left out, but not all; Bad where it is none. */
export async function trustOf(value) {
  const known = ["server", "log", "stations"];
  const names = value !== null && typeof value === "object" && !Array.isArray(value) ? Object.keys(value) : [];
  if (names.some((name) => !known.includes(name))) throw NO_TRUST;
  for (const name of names) must(TRUST[known.indexOf(name)], value, "trust");
  const { server = null, log = null, stations = [] } = names.length ? value : {};
  if (server === null && log === null && stations.length === 0) throw NO_TRUST;
  for (const jwk of [server, ...stations.map((one) => one.jwk)]) if (jwk) await aKey(jwk);
  for (const key of [log, ...stations.map((one) => one.witness)]) if (key) await aVerifierKey(key);
  return { server, log, stations };
}

/** Whether the key or keys of S, L (the log), A or B are those trusted under that name; null where none are. */
export function trusted(trust, who, { jwk, witness }) {
  if (trust === null) return null;
  if (who === "S") return trust.server && alike(jwk, trust.server);
  if (who === "L") return trust.log && witness === trust.log;
  const mine = trust.stations.filter((one) => one.station === who);
  return mine.length ? mine.some((one) => alike(one.jwk, jwk) && one.witness === witness) : null;
}

/** A key of the bundle that is not the trusted one of its name fails. */
function checkTrust({ plain }, trust) {
  const differs = (who) => new Bad(`${who}的密钥与您信任的不同`, `the key of ${who} is not the one you trust`);
  if (trusted(trust, "S", { jwk: plain.server }) === false) throw differs("服务器 / the server");
  if (trusted(trust, "L", { witness: plain.log }) === false) throw differs("日志 / the log");
  for (const one of plain.stations) if (trusted(trust, one.station, one) === false) throw differs(one.station);
}

async function checkIndex(ctx) {
  const { bundle, keys } = ctx;
  const { files } = must(INDEX, bundle.json("index.json"), "index.json");
  const signed = await open(bundle.text("index.jws"), keys.server, "bundle", BUNDLE, "index.jws");
  const { meeting, index, checkpoint, profile } = signed.payload;
  const hashes = await Promise.all(["index.json", "log/checkpoint"].map(async (name) => b64(await sha256(bundle.bytes(name)))));
  if (meeting !== keys.meeting || !alike(hashes, [index, checkpoint])) {
    throw new Bad("index.jws 所签的不是这份目录和这份日志", "index.jws does not sign this index and this log");
  }
  const listed = [...bundle.members.keys()].filter((name) => name !== "index.json" && name !== "index.jws");
  if (!alike(files.map((one) => one.path), listed)) {
    throw new Bad("index.json 列出的成员与文件不符", "index.json does not list the members of this file");
  }
  await each(files, async ({ path, sha256: hash, size }) => {
    const bytes = bundle.bytes(path);
    if (bytes.length !== size || b64(await sha256(bytes)) !== hash) {
      throw new Bad(`${path} 与目录所列不符`, `${path} is not what the index says`);
    }
  });
  ctx.profile = profile;
  return files.length;
}

async function readPoll(ctx, id) {
  const { bundle, keys } = ctx;
  const at = `polls/${id}`;
  const message = await open(bundle.text(`${at}/manifest.jws`), keys.server, "manifest", isAnything, `${at}/manifest.jws`);
  const manifest = message.payload;
  checkManifest(manifest, `${at}/manifest.jws`);
  if (!same(message.body, canonicalBytes(manifest))) throw new Bad(`${at}：票面不是规范写法`, `${at}: the manifest is not written canonically`);
  if (manifest.meeting !== keys.meeting || manifest.vote !== id) {
    throw new Bad(`${at}：是另一次会议或表决的`, `${at}: of another meeting or poll`);
  }
  const lines = must(LINES, bundle.json(`${at}/lines.json`), `${at}/lines.json`);
  const distinct = new Set(lines.map((line) => line.id)).size === lines.length;
  if ((await hashOf(lines)) !== manifest.candidates_hash || lines.length !== manifest.rules.lines || !distinct) {
    throw new Bad(`${at}：票面内容与签名不符`, `${at}: the lines are not those that were signed`);
  }
  const poll = { id, at, manifest, mh: b64(await sha256(message.body)), lines, roster: null, ...manifest };
  if (manifest.mode !== "by_hand") poll.roster = await readRoster(bundle, poll);
  return poll;
}

async function readRoster(bundle, { at, manifest }) {
  const roster = must(ROSTER, bundle.lines(`${at}/roster.jsonl`), `${at}/roster.jsonl`);
  if ((await hashOf(roster)) !== manifest.roster_hash || !sortedBy(roster, "voter")) {
    throw new Bad(`${at}：名册与签名不符`, `${at}: the roster is not the one that was signed`);
  }
  return roster;
}

async function checkCountersigned({ bundle, keys }, poll) {
  const stations = poll.issuers.map((one) => one.id).filter((id) => id !== "S");
  if (stations.length === 0) return 0;
  const path = `${poll.at}/countersigned.jsonl`;
  const given = bundle.lines(path);
  if (given.length !== stations.length) throw new Bad(`${path}：会签份数不符`, `${path}: not one signature of each station`);
  for (const [at, station] of stations.entries()) {
    const { payload } = await open(given[at], keys.stations.get(station), "countersign", COUNTERSIGN, path);
    const { meeting, id: vote, mh } = poll;
    if (!alike(payload, { meeting, vote, mh, station })) throw new Bad(`${path}：会签的不是这份票`, `${path}: another manifest was countersigned`);
  }
  return stations.length;
}

/** V1. */
export async function signedPapers(ctx) {
  ctx.keys = await readKeys(ctx.bundle);
  checkTrust(ctx.keys, ctx.trust);
  const members = await checkIndex(ctx);
  ctx.bundle.readAll();
  let countersigned = 0;
  for (const id of ctx.bundle.polls()) {
    const poll = await readPoll(ctx, id);
    countersigned += await checkCountersigned(ctx, poll);
    ctx.polls.set(id, poll);
  }
  return [
    say(`文件 ${members} 个，逐一与签名目录相符`, `${members} files, each as the signed index says`),
    say(`表决 ${ctx.polls.size} 次，票面与名册均有服务器签名`, `${ctx.polls.size} polls: lines and roster signed by the server`),
    ...(countersigned ? [say(`监票席会签 ${countersigned} 份`, `${countersigned} countersignatures of the stations`)] : []),
  ];
}
