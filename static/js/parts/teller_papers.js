// Doubtful papers: two tellers rule alike, any third decides; what each ruled is shown once two have.
import { html, nothing } from "../../vendor/lit-html.js";
import { signal } from "../../vendor/signals-core.js";
import { say, t } from "../words.js";
import { busy } from "./command.js";
import { enteredBy, sendEntry } from "./teller_entry.js";
import { reopen } from "./teller_heaps.js";
import { blankKind, kindEditor, kindOf } from "./teller_kind.js";

const STATUSES = ["valid", "part_valid", "void_overvote", "void_illegible"];
const ruling = signal(null); // {vote, paper, status, kind, reason}

const nextPaper = (papers) => papers.reduce((most, { paper }) => Math.max(most, paper), 0) + 1;

export const papersView = (poll) => html`
  <h3>${t("teller.papers")}</h3>
  <p class="explain">${t("teller.papers_explain")}</p>
  ${poll.by_hand.papers.length ? html`<ul class="heaps">${poll.by_hand.papers.map((one) => paperLine(poll, one))}</ul>` : nothing}
  ${ruling.value?.vote === poll.vote ? editor(poll) : html`
    <button type="button" ?disabled=${busy.value} @click=${() => begin(poll, nextPaper(poll.by_hand.papers))}>${t("teller.new_paper")}</button>`}`;

const paperLine = (poll, one) => html`
  <li class=${one.status ? "agreed" : ""}>
    <strong>${t("teller.paper", { paper: one.paper })}</strong>
    ${one.status ? html`<span class="chip good">${say(one.label)}</span><span>${one.reason}</span>
      <button type="button" class="slim" @click=${() => reopen(poll, "paper", one.paper)}>${t("teller.reopen")}</button>`
      : html`${one.rulings.length ? html`<span class="chip warn">${one.rulings.map(({ by, label }) => `${by} ${say(label)}`).join("；")}</span>` : enteredBy(one.by)}
        <button type="button" class="slim" @click=${() => begin(poll, one.paper)}>${t("teller.rule")}</button>`}
  </li>`;

const begin = (poll, paper) => { ruling.value = { vote: poll.vote, paper, status: "valid", kind: blankKind(poll) }; };
const edit = (change) => { ruling.value = { ...ruling.value, ...change }; };

const editor = (poll) => html`
  <form class="teller-form" @submit=${(event) => submit(event, poll)}>
    <label class="count-field"><span>${t("teller.paper_number")}</span>
      <input type="number" min="1" max="9999" required .value=${String(ruling.value.paper)} @input=${(event) => edit({ paper: Number(event.target.value) })}></label>
    <fieldset class="mark-line"><legend>${t("teller.status")}</legend>${STATUSES.map((status) => html`
      <button type="button" class="mark" aria-pressed=${ruling.value.status === status ? "true" : "false"} @click=${() => edit({ status })}>${t(`ruling.${status}`)}</button>`)}</fieldset>
    ${ruling.value.status.startsWith("void") ? nothing : kindEditor(poll, ruling.value.kind, (kind) => edit({ kind }), false)}
    <label class="field"><span>${t("ask.reason")}</span><textarea name="reason" required maxlength="400"></textarea></label>
    <div class="actions">
      <button type="button" @click=${() => { ruling.value = null; }}>${t("ask.cancel")}</button>
      <button type="submit" class="primary" ?disabled=${busy.value}>${t("teller.enter")}</button>
    </div>
  </form>`;

async function submit(event, poll) {
  event.preventDefault();
  const { paper, status, kind } = ruling.value;
  const { marks, write_ins } = kindOf(kind);
  const reason = new FormData(event.target).get("reason");
  const says = status.startsWith("void") ? {} : { marks, write_ins };
  if (await sendEntry(poll.vote, "rule_paper", { paper, status, reason, ...says })) ruling.value = null;
}
