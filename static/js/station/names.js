// People and polls as the station's own roll and manifests name them.
import { say } from "../words.js";

/** Name and seat of a voter on the station's own roll; the id where it knows none. */
export function nameOf(view, voter) {
  const person = view.names[voter];
  return person ? `${person.name}（${person.seat}）` : voter ?? "";
}

export const titleOf = (view, vote) => view.polls.find((poll) => poll.vote === vote)?.title ?? vote ?? "";

export const lineName = (poll, id) => say(poll.lines.find((line) => line.id === id)?.name) || id;
