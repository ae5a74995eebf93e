// What the server says of the form: what lies there now, what the law leaves open, what is wrong; and laying it.
import { effect, signal } from "../../vendor/signals-core.js";
import { fetchSigned } from "../session.js";
import { begin, form, keyOf, settled } from "./draft.js";

const CHECK_AFTER_MS = 500; // long enough for the next field, short enough to be seen before the eye moves on
const LOST = { zh: "服务器没有应答，内容仍在本页，请稍后再试。", en: "The server did not answer; your work is still on this page. Try again.", article: null };

/** {laid, fixed, adding, jurisdictions, voters}, or null before it was fetched. */
export const house = signal(null);
/** The words and rules of the law for this body and level, or null. */
export const law = signal(null);
/** {errors: [{path, zh, en}], elections: [{path, least, most, …}], voters}. */
export const judged = signal({ errors: [], elections: [], voters: 0 });
/** {ok} or {refusal} of the newest laying, or null. */
export const answer = signal(null);
export const laying = signal(false);

async function asked(path, options) {
  try {
    return await (await fetchSigned(path, options)).json();
  } catch {
    return { refusal: LOST };
  }
}

/** While the sitting is under way: the organ that decided to add something, and why. */
export const decision = signal({ organ: "", reason: "" });

const sent = (path, more = {}) => asked(path, { method: "POST", body: JSON.stringify({ form: form.value, ...more }) });

const decided = () => {
  const organs = house.value.adding?.organs;
  return organs ? { decision: { ...decision.value, organ: decision.value.organ || organs[0].word } } : {};
};

let started = false;

/** Fetch the form once, and from then on follow it with the law and the check. */
export async function start() {
  if (started) return;
  started = true;
  const told = await asked("/api/setup");
  if (told.refusal) { started = false; answer.value = told; return; }
  house.value = told;
  begin(told.form);
  effect(followLaw);
  effect(followForm);
}

let place = null;

function followLaw() {
  const { body, level, jurisdiction = "", date = "" } = form.value?.meeting ?? {};
  const wanted = new URLSearchParams({ body: body ?? "", level: level ?? "", jurisdiction, date }).toString();
  if (!body || !level || wanted === place) return;
  place = wanted;
  asked(`/api/setup/law?${wanted}`).then((told) => { if (!told.refusal && wanted === place) law.value = told; });
}

let waiting = null;

function followForm() {
  if (form.value === null) return;
  clearTimeout(waiting);
  waiting = setTimeout(check, CHECK_AFTER_MS);
}

/** A text without Chinese lacks its English too: that is one thing to fill in. */
const once = (errors) => errors.filter((one) => one.path.at(-1) !== "en"
  || !errors.some((other) => other.path.at(-1) === "zh" && keyOf(other.path.slice(0, -1)) === keyOf(one.path.slice(0, -1))));

/** Ask now what is wrong with the form. */
export async function check() {
  clearTimeout(waiting);
  const of = form.value;
  const told = await sent("/api/setup/check");
  if (told.errors && of === form.value) judged.value = { ...told, errors: once(told.errors) };
  return told;
}

/** Lay the form; what is wrong with it comes back as errors, and nothing was laid. */
export async function lay() {
  laying.value = true;
  const told = await sent("/api/setup", decided());
  if (told.errors) judged.value = { ...judged.value, errors: once(told.errors) };
  if (told.ok) { decision.value = { organ: "", reason: "" }; await refetch(); }
  answer.value = told.errors ? null : told;
  if (told.refusal) await again();
  laying.value = false;
}

/** What may be done may have changed since the page was opened: somebody has signed in, say. The form stays as it is. */
async function again() {
  const told = await asked("/api/setup");
  if (!told.refusal) house.value = { ...house.value, fixed: told.fixed, adding: told.adding };
}

/** Take up again what lies at the server, and forget what was changed here. */
export async function refetch() {
  const told = await asked("/api/setup");
  if (told.refusal) { answer.value = told; return; }
  house.value = told;
  settled(told.form);
}
