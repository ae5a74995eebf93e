// The fields of the form: each bound to a path, each with its label, its hint and the fault that the server found there.
import { html, nothing } from "../../vendor/lit-html.js";
import { signal } from "../../vendor/signals-core.js";
import { say, t } from "../words.js";
import { at, keyOf, put, touched } from "./draft.js";
import { judged, law } from "./server.js";

/** True once everything that is missing shall be shown, also where nobody has been yet. */
export const showAll = signal(false);

export const idOf = (path) => `f-${keyOf(path).replace(/[^\w]/g, "-")}`;
const LANGUAGES = ["zh", "en"];

/** The faults at a path, or in the two languages of a text there. */
export function faultsAt(path) {
  const here = keyOf(path);
  const seen = showAll.value || [...touched.value].some((one) => one === here || one.startsWith(`${here}/`));
  if (!seen) return [];
  return judged.value.errors.filter((one) => {
    const there = keyOf(one.path);
    return there === here || LANGUAGES.some((tongue) => there === `${here}/${tongue}`);
  });
}

/** Values with a field for each of their parts: how they are written in the file helps nobody who sees the fields. */
const PARTED = ["several", "share", "period", "record"];

/** A fault's sentence, with the field named as people see it and not as the file has it. */
export function sentence(fault, label) {
  const key = fault.path[fault.path.indexOf("rules") + 1];
  const rule = fault.path.includes("rules") ? law.value?.rules.find((one) => one.key === key?.split?.("@")[0]) : null;
  if (rule && PARTED.includes(rule.shape) && ["value", key].includes(fault.path.at(-1))) return t("setup.value_wrong", { title: say(rule.title) });
  const told = say(fault).replaceAll(`“${fault.path.findLast((step) => typeof step === "string")}”`, `“${label}”`);
  return rule ? told.replaceAll(key, say(rule.title)) : told;
}

const wrapped = (path, label, control, hint, kind = "") => {
  const faults = faultsAt(path);
  return html`
    <div class="entry ${kind} ${faults.length ? "wrong" : ""}">
      <label for=${idOf(path)}>${label}</label>
      ${control(faults.length ? "true" : "false", faults.length ? `${idOf(path)}-fault` : nothing)}
      ${hint ? html`<p class="note">${hint}</p>` : nothing}
      ${faults.length ? html`<p class="fault" id="${idOf(path)}-fault">${faults.map((one) => sentence(one, label))}</p>` : nothing}
    </div>`;
};

const given = (text) => (text === "" ? undefined : text);

/** Takes what is typed at once: were it taken on leaving the field, the page would move under the click that leaves it.
    While a character is still being composed from keys, nothing is taken. */
const typed = (set) => (event) => { if (!event.isComposing) set(event.target.value); };

export const textField = (path, label, { hint, long = false } = {}) => wrapped(path, label, (wrong, by) => {
  const set = typed((text) => put(path, given(text)));
  return long ? html`<textarea id=${idOf(path)} aria-invalid=${wrong} aria-describedby=${by} .value=${at(path) ?? ""} @input=${set} @compositionend=${set}></textarea>`
    : html`<input id=${idOf(path)} aria-invalid=${wrong} aria-describedby=${by} .value=${at(path) ?? ""} @input=${set} @compositionend=${set}>`;
}, hint);

/** A list with one element a line; taken on leaving the field, so that an empty line can be typed on the way. */
export const linesField = (path, label, { hint, read } = {}) => wrapped(path, label, (wrong, by) => html`
  <textarea id=${idOf(path)} aria-invalid=${wrong} aria-describedby=${by} .value=${(at(path) ?? []).join("\n")} @change=${(event) => put(path, read(event.target.value))}></textarea>`, hint);

/** A text in both languages; the English may be left for later. */
export const bothField = (path, label, { hint, long = false } = {}) => {
  const one = (tongue) => {
    const bind = { id: idOf([...path, tongue]), value: at([...path, tongue]) ?? "", set: typed((text) => put([...path, tongue], given(text))) };
    const name = `${label}（${t(`setup.in_${tongue}`)}）`;
    const ask = tongue === "en" ? t("setup.en_later") : "";
    return long
      ? html`<textarea id=${bind.id} lang=${tongue} aria-label=${name} placeholder=${ask} .value=${bind.value} @input=${bind.set} @compositionend=${bind.set}></textarea>`
      : html`<input id=${bind.id} lang=${tongue} aria-label=${name} placeholder=${ask} .value=${bind.value} @input=${bind.set} @compositionend=${bind.set}>`;
  };
  const faults = faultsAt(path);
  return html`
    <div class="entry both ${faults.length ? "wrong" : ""}">
      <label for=${idOf([...path, "zh"])}>${label}</label>
      <div class="tongues">${LANGUAGES.map(one)}</div>
      ${hint ? html`<p class="note">${hint}</p>` : nothing}
      ${faults.length ? html`<p class="fault">${faults.map((fault) => sentence(fault, label))}</p>` : nothing}
    </div>`;
};

/** `blank` stands in a list of days for one that is still to be chosen; elsewhere an empty day leaves the field out. */
export const dayField = (path, label, { hint, blank } = {}) => wrapped(path, label, (wrong, by) => html`
  <input id=${idOf(path)} type="date" aria-invalid=${wrong} aria-describedby=${by} .value=${at(path) ?? ""} @change=${(event) => put(path, given(event.target.value) ?? blank)}>`, hint, "short");

const whole = (text) => (/^-?\d{1,9}$/.test(text.trim()) ? Number(text) : given(text));

export const numberField = (path, label, { hint } = {}) => wrapped(path, label, (wrong, by) => html`
  <input id=${idOf(path)} inputmode="numeric" aria-invalid=${wrong} aria-describedby=${by} .value=${String(at(path) ?? "")} @input=${typed((text) => put(path, whole(text)))}>`, hint, "short");

/** `choices` are [value, label]; the empty first choice leaves the field out, and is hidden where one has to be made. */
export const choiceField = (path, label, choices, { hint, none, change = (value) => put(path, value) } = {}) => {
  const now = at(path);
  return wrapped(path, label, (wrong, by) => html`
    <select id=${idOf(path)} aria-invalid=${wrong} aria-describedby=${by} @change=${(event) => change(event.target.value === "" ? undefined : event.target.value)}>
      <option value="" ?hidden=${none === undefined && now !== undefined} .selected=${now === undefined}>${none ?? t("setup.choose")}</option>
      ${choices.map(([value, name]) => html`<option value=${value} .selected=${String(now ?? "") === value}>${name}</option>`)}
    </select>`, hint, "short");
};

export const flagField = (path, label, { hint, keepFalse = false } = {}) => html`
  <div class="entry flag ${faultsAt(path).length ? "wrong" : ""}">
    <label><input id=${idOf(path)} type="checkbox" .checked=${at(path) === true} @change=${(event) => put(path, event.target.checked || (keepFalse ? false : undefined))}> <span>${label}</span></label>
    ${hint ? html`<p class="note">${hint}</p>` : nothing}
    ${faultsAt(path).map((one) => html`<p class="fault">${sentence(one, label)}</p>`)}
  </div>`;

/** Several words of a closed set, as boxes to tick; in the order of the set. */
export const wordsField = (path, label, choices, { hint } = {}) => {
  const now = at(path) ?? [];
  const set = (word, on) => put(path, choices.map(([value]) => value).filter((value) => (value === word ? on : now.includes(value))));
  return html`
    <fieldset class="entry words ${faultsAt(path).length ? "wrong" : ""}" id=${idOf(path)}>
      <legend>${label}</legend>
      <div class="boxes">${choices.map(([value, name]) => html`<label><input type="checkbox" .checked=${now.includes(value)} @change=${(event) => set(value, event.target.checked)}> <span>${name}</span></label>`)}</div>
      ${hint ? html`<p class="note">${hint}</p>` : nothing}
      ${faultsAt(path).map((one) => html`<p class="fault">${sentence(one, label)}</p>`)}
    </fieldset>`;
};
