// Counting papers and what follows from the figures (docs/protocol.md section 9). Whole numbers only.

const ILLEGIBLE = /[\p{Cc}\p{Cf}\p{Co}\p{Noncharacter_Code_Point}]/u;
const BLANKS = /[\p{Zs}\p{Zl}\p{Zp}]+/u;
const ASCII = /^[\x00-\x7f]*$/;

/** A written name as it is compared; empty where nothing legible is written. */
export function plainName(written) {
  const normal = written.normalize("NFC");
  if (ILLEGIBLE.test(normal)) return "";
  const parts = normal.split(BLANKS).filter((part) => part !== "");
  const tight = parts.join("");
  return ASCII.test(tight) ? parts.join(" ") : tight;
}

const many = (list, wanted) => list.filter((one) => one === wanted).length;

export function countMotion(papers) {
  const marks = papers.map((paper) => paper.marks);
  return { kind: "motion", for: many(marks, "Y"), against: many(marks, "N"), abstain: many(marks, "A") };
}

export function countEvaluation(papers, lines) {
  const sums = lines.map(({ id }) => ({ id, for: 0 }));
  let valid = 0;
  for (const { marks } of papers) {
    if (many([...marks], "Y") !== 1) continue;
    valid += 1;
    sums[marks.indexOf("Y")].for += 1;
  }
  return { kind: "evaluation", valid, invalid: papers.length - valid, lines: sums };
}

/** Who is meant by the names on a paper: places of lines, and other names, each once. */
function meant(names, lines, merges) {
  const places = new Set();
  const others = new Set();
  for (const written of names) {
    const name = plainName(written);
    if (name === "") continue;
    const into = merges.get(name) ?? name;
    const byId = merges.has(name) ? lines.findIndex((line) => line.id === into) : -1;
    const place = byId >= 0 ? byId : lines.findIndex((line) => plainName(line.name.zh) === into);
    if (place >= 0) places.add(place);
    else others.add(into);
  }
  return { places, others };
}

const WORD = { Y: "for", N: "against", A: "abstain", B: "blank" };

/** One paper onto the sums; false where it is invalid as a whole. */
function judge(paper, rules, lines, merges, sums, written) {
  const marks = rules.blank === "for" ? paper.marks.replaceAll("B", "Y") : paper.marks;
  const { places, others } = meant(paper.names, lines, merges);
  const beside = [...places].filter((place) => marks[place] !== "Y").length;
  if (many([...marks], "Y") + beside + others.size > rules.max_yes) return false;
  [...marks].forEach((mark, place) => (sums[place][WORD[mark]] += 1));
  if (rules.writein_opposed && others.size > many([...marks], "N")) return true;
  for (const name of others) written.set(name, (written.get(name) ?? 0) + 1);
  return true;
}

export function countElection(papers, rules, lines, merged) {
  const merges = new Map(merged.map(({ written, into }) => [written, into]));
  const sums = lines.map(({ id }) => ({ id, for: 0, against: 0, abstain: 0, blank: 0 }));
  const written = new Map();
  const valid = papers.filter((paper) => judge(paper, rules, lines, merges, sums, written)).length;
  const names = [...written.keys()].sort();
  return {
    kind: "election", valid, invalid: papers.length - valid, lines: sums,
    write_ins: names.map((name) => ({ name, votes: written.get(name) })),
  };
}

export function count({ rules, lines }, papers, merges) {
  if (rules.kind === "motion") return countMotion(papers);
  if (rules.kind === "evaluation") return countEvaluation(papers, lines);
  return countElection(papers, rules, lines, merges);
}

/** Order of code points, which is not that of a text's own units. */
function byPoints(a, b) {
  const [left, right] = [[...a], [...b]];
  const at = left.findIndex((one, place) => one !== right[place]);
  if (at < 0) return left.length - right.length;
  return right[at] === undefined ? 1 : left[at].codePointAt(0) - right[at].codePointAt(0);
}

/** The numbers w1, w2 … by which the log knows the written names in the box, with those names. */
export function writtenNames({ lines }, papers) {
  const printed = new Set(lines.map((line) => plainName(line.name.zh)));
  const written = new Set(papers.flatMap((paper) => paper.names.map(plainName)).filter((name) => name && !printed.has(name)));
  return new Map([...written].sort(byPoints).map((name, at) => [`w${at + 1}`, name]));
}

/** What tellers settled, from the log's w1, w2 … to the names in the box (docs/bundle.md section 5, V11), by `names`. */
export function settledNames(poll, names) {
  const into = new Map();
  for (const { names: settled, into: target } of poll.logged.settlings) {
    for (const [from, to] of into) if (settled.includes(to)) into.set(from, target);
    for (const from of settled) into.set(from, target);
    into.delete(target);
  }
  return [...into]
    .map(([from, to]) => ({ number: from, written: names.get(from) ?? from, into: names.get(to) ?? to }))
    .sort((a, b) => (a.written < b.written ? -1 : 1));
}

/** The votes that are needed, or null where the most votes win. */
export function needed({ base, threshold }) {
  const over = "over" in threshold;
  const [part, whole] = (over ? threshold.over : threshold.at_least).split("/").map(BigInt);
  if (!over && part === 0n) return null;
  const share = BigInt(base) * part;
  const least = over ? share / whole + 1n : (share + whole - 1n) / whole;
  return Number(least < 1n ? 1n : least);
}

const namesOf = (list) => list.map((line) => line.name).sort();

/** Who takes so many places by votes, of lines [{name, votes_for}…]: {sure, tied, left}, where `left` places stay open. */
function taken(lines, places) {
  const order = [...lines].sort((a, b) => b.votes_for - a.votes_for);
  if (order.length <= places) return { sure: order, tied: [], left: places - order.length };
  const cut = order[places].votes_for;
  if (places === 0 || order[places - 1].votes_for > cut) return { sure: order.slice(0, places), tied: [], left: 0 };
  const sure = order.filter((line) => line.votes_for > cut);
  return { sure, tied: order.filter((line) => line.votes_for === cut), left: places - sure.length };
}

const wordFor = ({ tied, left }) => (tied.length ? "tied" : left ? "short" : "decided");

/** Elected, tied, vacant and the word for it, of lines [{name, votes_for}…]. */
export function elect(rules, ranking) {
  const least = needed(rules);
  const found = taken(ranking.filter((line) => least === null || line.votes_for >= least), rules.max_yes);
  return {
    outcome: wordFor(found), elected: namesOf(found.sure), tied: namesOf(found.tied),
    tied_seats: found.tied.length ? found.left : 0, vacant: found.left, formal: [],
  };
}

/** A pre-vote: nobody is elected, the most votes take the places on the list. */
export function primary(places, ranking) {
  const found = taken(ranking, places);
  return {
    outcome: wordFor(found), elected: [], tied: namesOf(found.tied), tied_seats: found.tied.length ? found.left : 0, vacant: 0,
    formal: namesOf(found.sure),
  };
}
