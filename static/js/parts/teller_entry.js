// Sends one entry of a teller and keeps what the server said of it, until the next one of the same vote.
import { html, nothing } from "../../vendor/lit-html.js";
import { signal } from "../../vendor/signals-core.js";
import { t } from "../words.js";
import { give } from "./command.js";
import { refusalNote } from "./refusal.js";
import { session } from "../session.js";

const said = signal({});

/** Send; answers whether it stands. */
export async function sendEntry(vote, name, args) {
  const answer = await give(name, { vote, ...args });
  if (!answer.held) tellEntry(vote, answer.refusal ?? null, answer.ok);
  return Boolean(answer.ok);
}

export const tellEntry = (vote, refusal, ok) => { said.value = { ...said.value, [vote]: { refusal, ok } }; };

/** The last answer for this vote: the refusal with where entries differ, or that the entry has been taken. */
export const told = (vote) => {
  const last = said.value[vote];
  if (!last) return nothing;
  return last.refusal ? refusalNote(last.refusal) : html`<p class="done" role="status">${t("teller.taken")}</p>`;
};

/** The account of this tab: two tellers are two accounts. */
export const myName = () => session()?.name ?? "";

/** Who has entered so far, and whether this account is among them. */
export const enteredBy = (names) => (names.length ? html`
  <p class="quiet">${t(names.includes(myName()) ? "teller.entered_me" : "teller.entered_other", { names: names.join("、") })}</p>` : nothing);

/** A form's fields as the arguments of a command. */
export const argsOf = (form) => Object.fromEntries([...new FormData(form)].map(([key, value]) => [key, value.trim()]));
