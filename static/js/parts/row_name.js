// The names of an election's ranking: a candidate's as on the paper, one written in as a number until it is declared.
import { html, nothing } from "../../vendor/lit-html.js";
import { say } from "../words.js";

/** What the server says in place of a name written in, until the result is declared; of names that are kept back, how many. */
const UNNAMED = /^另选他人 (×?\d+)$/;

/** The ranking names people in Chinese; who stood on the paper is called as the paper calls them. */
export const personName = (name, lines) => say(lines.find((line) => line.name.zh === say(name))?.name ?? name);

/** `unnamed(number)` has the words for a name that is not told yet; `mark()` draws what stands beside a write-in's. */
export const rowName = (row, lines, unnamed, mark) => {
  const number = UNNAMED.exec(say(row.name))?.[1];
  return number ? unnamed(number) : html`${personName(row.name, lines)}${row.write_in ? mark() : nothing}`;
};
