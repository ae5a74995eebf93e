// The one zip that these members can make (docs/bundle.md section 1): read, made again, and compared byte by byte.

import { NoBundle, join, same, text, utf8 } from "./bytes.js";

const MOST_BYTES = 2 ** 30;
const MOST_MEMBERS = 20_000;
const NAME = /^[A-Za-z0-9._-]+(?:\/[A-Za-z0-9._-]+)*$/;
const END = 22;
const LOCAL = 30;
const CENTRAL = 46;

export const refuse = (zh, en) => new NoBundle(`文件有损坏、被改动过，或者不是议决的证据文件：${zh}。`, `The file is damaged, altered, or no evidence file of Yijue: ${en}.`);

const CRC = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

export function crc32(bytes) {
  let value = 0xffffffff;
  for (let at = 0; at < bytes.length; at++) value = CRC[(value ^ bytes[at]) & 255] ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}

/** Numbers in little-endian order, each as [value, bytes]. */
function record(...fields) {
  const out = [];
  for (const [value, size] of fields) for (let at = 0; at < size; at++) out.push(Math.floor(value / 256 ** at) % 256);
  return Uint8Array.from(out);
}

const two = (value) => [value, 2];
const four = (value) => [value, 4];
const zero = two(0);

/** What local and central headers share: version, flags, method, time, date, checksum, sizes, lengths. */
const shared = (name, data) => [
  two(20), zero, zero, zero, two(0x0021), four(crc32(data)), four(data.length), four(data.length),
  two(name.length), zero,
];

function* headers(members) {
  let at = 0;
  for (const member of members) {
    member.shared = shared(member.bytes, member.data);
    yield [at, join(record(four(0x04034b50), ...member.shared), member.bytes)];
    member.start = at;
    at += LOCAL + member.bytes.length + member.data.length;
  }
  const begin = at;
  for (const { bytes, shared: fields, start } of members) {
    yield [at, join(record(four(0x02014b50), two(20), ...fields, zero, zero, zero, four(0), four(start)), bytes)];
    at += CENTRAL + bytes.length;
  }
  const count = two(members.length);
  yield [at, record(four(0x06054b50), zero, zero, count, count, four(at - begin), four(begin), zero)];
}

function goodName(bytes) {
  let name;
  try {
    name = text(bytes);
  } catch {
    return null;
  }
  if (name.length > 200 || !NAME.test(name)) return null;
  return name.split("/").some((part) => part === "." || part === "..") ? null : name;
}

/** The members in the order of the central directory; only the shape is trusted so far. */
function* listed(file) {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const end = file.length - END;
  const count = view.getUint16(end + 10, true);
  if (count > MOST_MEMBERS) throw refuse("成员过多", "too many members");
  let at = view.getUint32(end + 16, true);
  let start = 0;
  for (let member = 0; member < count; member++) {
    if (at + CENTRAL > end) throw refuse("目录不完整", "the directory is cut short");
    const size = view.getUint32(at + 24, true);
    const length = view.getUint16(at + 28, true);
    const bytes = file.subarray(at + CENTRAL, at + CENTRAL + length);
    const name = goodName(bytes);
    if (name === null) throw refuse("成员名称不合规定", "a member's name is not allowed");
    const from = start + LOCAL + length;
    if (from + size > end) throw refuse("成员超出文件", "a member runs beyond the file");
    yield { name, bytes: utf8(name), data: file.subarray(from, from + size) };
    at += CENTRAL + length;
    start = from + size;
  }
}

/** Name → bytes; NoBundle where the file is not exactly what its members make. */
export function readZip(file) {
  if (file.length > MOST_BYTES) throw refuse("超过 1 GiB", "more than 1 GiB");
  if (file.length < END || file[file.length - END] !== 0x50) throw refuse("不是 zip 文件", "no zip file");
  const members = [...listed(file)];
  for (let at = 1; at < members.length; at++) {
    if (!(members[at - 1].name < members[at].name)) throw refuse("成员次序不符", "the members are not in order");
  }
  let last = 0;
  for (const [at, header] of headers(members)) {
    if (!same(header, file.subarray(at, at + header.length))) {
      throw refuse("字节与规定的写法不同", "its bytes are not those that its members make");
    }
    last = at + header.length;
  }
  if (last !== file.length) throw refuse("末尾有多余的内容", "there is something behind its end");
  return new Map(members.map(({ name, data }) => [name, data]));
}
