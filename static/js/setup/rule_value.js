// The value of a rule as fields: by its shape one control, or one for each of its parts; what has none is written as JSON.
import { html } from "../../vendor/lit-html.js";
import { say, t } from "../words.js";
import { at, put } from "./draft.js";
import { idOf } from "./fields.js";

/** `must`: the text has to say something here, so that nothing cannot be chosen. */
export const valueControl = (path, rule, must = false) =>
  control(rule, at(path), (value) => put(path, value ?? (must ? "" : undefined)), idOf(path), must);

const control = (shape, now, set, id, must) => (CONTROLS[shape.shape] ?? json)(shape, now, set, id, must);

const pairs = (options) => options.map((one) => [one.value, say(one.label)]);

const select = (id, choices, now, set, none) => html`
  <select id=${id} @change=${(event) => set(event.target.value === "" ? undefined : event.target.value)}>
    ${[...(none === undefined ? [] : [["", none]]), ...choices].map(([value, name]) => html`<option value=${value} .selected=${String(now ?? "") === value}>${name}</option>`)}
  </select>`;

const nothingChosen = (must) => t(must ? "setup.choose" : "setup.as_default");

/** Yes and no, or the one answer that the system knows. */
const yesNo = (shape, now, set, id, must) => select(id, [["true", t("setup.yes")], ["false", t("setup.no")]]
  .filter(([word]) => shape.only === undefined || word === String(shape.only)), now, (word) => set(word === undefined ? word : word === "true"), nothingChosen(must));

const oneOf = (shape, now, set, id, must) => select(id, pairs(shape.options), now, set, nothingChosen(must));

const number = (text) => (/^\d{1,9}$/.test(text.trim()) ? Number(text) : text.trim() || undefined);

const input = (id, now, set, ask, mode = "text") => html`
  <input id=${id} inputmode=${mode} placeholder=${ask} .value=${String(now ?? "")} @input=${(event) => set(event.target.value)}>`;

const whole = (shape, now, set, id) => input(id, now, (text) => set(number(text)), `${shape.least}–${shape.most}`, "numeric");
const part = (shape, now, set, id) => input(id, now, (text) => set(number(text)), "1/10");
const words = (shape, now, set, id) => html`<textarea id=${id} .value=${now ?? ""} @input=${(event) => set(event.target.value || undefined)}></textarea>`;

const several = (shape, now, set, id) => {
  const chosen = Array.isArray(now) ? now : [];
  const turn = (word, on) => shape.options.map((one) => one.value).filter((one) => (one === word ? on : chosen.includes(one)));
  const take = (word, on) => { const list = turn(word, on); set(list.length ? list : undefined); };
  return html`<div class="boxes" id=${id}>${pairs(shape.options).map(([value, name]) => html`
    <label><input type="checkbox" .checked=${chosen.includes(value)} @change=${(event) => take(value, event.target.checked)}> <span>${name}</span></label>`)}</div>`;
};

const table = (now) => (typeof now === "object" && now !== null && !Array.isArray(now) ? now : {});

/** { over: "1/2" } or { at_least: "2/3" }. */
const share = (shape, now, set, id) => {
  const end = "over" in table(now) ? "over" : "at_least";
  const text = table(now)[end];
  return html`<div class="parts">
    ${select(`${id}-end`, pairs(shape.options), end, (other) => set({ [other]: text ?? "" }))}
    ${input(id, text, (other) => set({ [end]: other.trim() }), "2/3")}</div>`;
};

/** { days: 7, before: "sitting" }. */
const period = (shape, now, set, id) => {
  const told = table(now);
  const held = (options, usual) => options.map((one) => one.value).find((word) => word in told) ?? usual;
  const unit = held(shape.units, "days"), end = held(shape.ends, "before");
  const mark = told[end] ?? shape.marks[0].value;
  const change = (more) => {
    const next = { unit, end, mark, count: told[unit], ...more };
    set({ ...(next.count === undefined ? {} : { [next.unit]: next.count }), [next.end]: next.mark });
  };
  return html`<div class="parts">
    ${select(`${id}-mark`, pairs(shape.marks), mark, (word) => change({ mark: word }))}
    ${select(`${id}-end`, pairs(shape.ends), end, (word) => change({ end: word }))}
    ${input(id, told[unit], (text) => change({ count: number(text) }), "7", "numeric")}
    ${select(`${id}-unit`, pairs(shape.units), unit, (word) => change({ unit: word }))}</div>`;
};

const record = (shape, now, set, id) => html`<div class="parts" id=${id}>${shape.fields.map((field) => {
  const { [field.name]: own, ...others } = table(now);
  const name = `${id}-${field.name}`;
  return html`<div class="entry"><label for=${name}>${say(field.label)}</label>
    ${control(field, own, (value) => set(value === undefined ? others : { ...others, [field.name]: value }), name, !field.optional)}</div>`;
})}</div>`;

const json = (shape, now, set, id) => html`<div><textarea id=${id} class="code" .value=${now === undefined || now === "" ? "" : JSON.stringify(now)} @change=${(event) => set(read(event.target.value))}></textarea>
  <p class="note">${t("setup.as_json", { form: say(shape.form) })}</p></div>`;

function read(text) {
  if (text.trim() === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text; // the server says in which form it has to be written
  }
}

const CONTROLS = { yes_no: yesNo, one_of: oneOf, whole, part, text: words, several, share, period, record };
