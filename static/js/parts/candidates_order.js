// The order of a list while it is being made: a lawful order chosen, names moved by buttons or by dragging, ties included.
import { signal } from "../../vendor/signals-core.js";

const chosen = signal({}); // item/draft -> {word, ids, on}

const key = (contest) => `${contest.item}/${contest.draft}`;
const kept = (contest) => chosen.value[key(contest)] ?? {};
const keep = (contest, change) => { chosen.value = { ...chosen.value, [key(contest)]: { ...kept(contest), ...change } }; };
const same = (left, right) => left.length === right.length && left.every((id) => right.includes(id));

/** The word for how the list is ordered now. */
export const orderOf = (contest) => kept(contest).word ?? contest.order?.word ?? (contest.orders[contest.order_rule] ? contest.order_rule : "strokes");

/** The ids in their order: as somebody moved them, as they were fixed, or as the chosen order has them. */
function ids(contest) {
  const base = contest.orders[orderOf(contest)] ?? contest.orders.strokes;
  for (const known of [kept(contest).ids, kept(contest).word ? null : contest.list]) if (known && same(known, base)) return known;
  return base;
}

/** The rows of the list: who ties at the cut is on it only when somebody put them there. */
export const listed = (contest) => ids(contest).map((id) => {
  const tied = contest.tied.includes(id);
  return { id, tied, on: !tied || (kept(contest).on ?? []).includes(id) };
});

export const chooseOrder = (contest, word) => keep(contest, { word, ids: word === "by_hand" ? ids(contest) : null });

export const include = (contest, id, yes) => keep(contest, { on: [...(kept(contest).on ?? []).filter((one) => one !== id), ...(yes ? [id] : [])] });

function put(contest, id, place) {
  const rest = ids(contest).filter((one) => one !== id);
  keep(contest, { word: "by_hand", ids: [...rest.slice(0, place), id, ...rest.slice(place)] });
}

export const move = (contest, id, by) => put(contest, id, Math.max(0, ids(contest).indexOf(id) + by));

export const drag = {
  start: (event, contest, id) => { event.dataTransfer.setData("text/plain", `${key(contest)} ${id}`); event.dataTransfer.effectAllowed = "move"; },
  over: (event) => event.preventDefault(),
  drop: (event, contest, id) => {
    event.preventDefault();
    const [from, moved] = event.dataTransfer.getData("text/plain").split(" ");
    if (from === key(contest) && moved !== id) put(contest, moved, ids(contest).indexOf(id));
  },
};
