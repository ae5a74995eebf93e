// Heaps of paper: which are entered by whom, and the entry of one: each kind of paper once, with how many say so.
import { html, nothing } from "../../vendor/lit-html.js";
import { signal } from "../../vendor/signals-core.js";
import { t } from "../words.js";
import { take } from "./ask.js";
import { busy } from "./command.js";
import { enteredBy, sendEntry } from "./teller_entry.js";
import { blankKind, kindEditor, kindOf } from "./teller_kind.js";
import { scanForm } from "./teller_scan.js";

const editing = signal(null); // {vote, heap, kinds}

const nextHeap = (heaps) => heaps.reduce((most, { heap }) => Math.max(most, heap), 0) + 1;

export const heapsView = (poll) => html`
  <h3>${t("teller.heaps")}</h3>
  <p class="explain">${t("teller.heaps_explain")}</p>
  ${poll.by_hand.heaps.length ? html`<ul class="heaps">${poll.by_hand.heaps.map((one) => heapLine(poll, one))}</ul>` : nothing}
  ${editing.value?.vote === poll.vote ? editor(poll) : html`
    <button type="button" ?disabled=${busy.value} @click=${() => begin(poll, nextHeap(poll.by_hand.heaps))}>${t("teller.new_heap")}</button>`}`;

const heapLine = (poll, one) => html`
  <li class=${one.agreed ? "agreed" : ""}>
    <strong>${t("teller.heap", { heap: one.heap })}</strong>
    ${one.agreed ? html`<span class="chip good">${t("teller.agreed", { papers: one.papers })}</span>
      <button type="button" class="slim" @click=${() => reopen(poll, "heap", one.heap)}>${t("teller.reopen")}</button>`
      : html`${enteredBy(one.by)}<button type="button" class="slim" @click=${() => begin(poll, one.heap)}>${t("teller.enter_heap")}</button>`}
  </li>`;

const begin = (poll, heap) => { editing.value = { vote: poll.vote, heap, kinds: [blankKind(poll)] }; };
const edit = (change) => { editing.value = { ...editing.value, ...change }; };
const put = (at, kind) => edit({ kinds: editing.value.kinds.map((one, place) => (place === at ? kind : one)) });

const editor = (poll) => html`
  <form class="teller-form heap-entry" @submit=${(event) => submit(event, poll)}>
    <label class="count-field"><span>${t("teller.heap_number")}</span>
      <input type="number" min="1" max="9999" required .value=${String(editing.value.heap)} @input=${(event) => edit({ heap: Number(event.target.value) })}></label>
    <ol class="kinds">${editing.value.kinds.map((kind, at) => html`<li>${kindEditor(poll, kind, (changed) => put(at, changed))}
      ${editing.value.kinds.length > 1 ? html`<button type="button" class="slim" @click=${() => edit({ kinds: editing.value.kinds.toSpliced(at, 1) })}>${t("teller.drop_kind")}</button>` : nothing}</li>`)}</ol>
    <div class="actions">
      <button type="button" @click=${() => edit({ kinds: [...editing.value.kinds, blankKind(poll)] })}>${t("teller.more_kinds")}</button>
      <button type="button" @click=${() => { editing.value = null; }}>${t("ask.cancel")}</button>
      <button type="submit" class="primary" ?disabled=${busy.value}>${t("teller.enter")}</button>
    </div>
  </form>
  ${scanForm(poll, editing.value.heap, () => { editing.value = null; })}`;

async function submit(event, poll) {
  event.preventDefault();
  const { heap, kinds } = editing.value;
  if (await sendEntry(poll.vote, "enter_heap", { heap, papers: kinds.map(kindOf) })) editing.value = null;
}

/** What both entered wrongly is taken back with a reason. */
export const reopen = (poll, part, number) => take({
  command: "reopen_entry", args: { vote: poll.vote, part, number: String(number) }, weight: "danger", ask: "reason",
  label: { zh: t("teller.reopen"), en: t("teller.reopen") },
}, { polls: [poll] });
