// One kind of paper: a mark for each line, the names written in, and how many papers are like it.
import { html, nothing } from "../../vendor/lit-html.js";
import { say, t } from "../words.js";

const NAMES = { Y: "for", N: "against", A: "abstain", B: "blank", V: "void" };

/** A paper nobody has marked yet: every line blank where the ballot knows blank, else nothing is chosen. */
export const blankKind = (poll) => ({
  marks: poll.lines.map(() => (poll.by_hand.letters.includes("B") ? "B" : "")), names: [], copies: "1",
});

/** As the command has it. */
export const kindOf = (kind) => ({
  marks: kind.marks.join(""), write_ins: kind.names.map((name) => name.trim()).filter(Boolean), copies: Number(kind.copies),
});

export const kindEditor = (poll, kind, put, counted = true) => html`
  <div class="kind">
    <div class="kind-lines">${poll.lines.map((line, at) => html`
      <fieldset class="mark-line"><legend>${poll.kind === "motion" ? t("teller.paper_says") : say(line.name)}</legend>
        ${poll.by_hand.letters.map((letter) => markButton(kind, at, letter, put))}</fieldset>`)}</div>
    ${poll.write_ins ? written(kind, put) : nothing}
    ${counted ? html`<label class="count-field"><span>${t("teller.copies")}</span>
      <input type="number" min="1" max="99999" required .value=${kind.copies} @input=${(event) => put({ ...kind, copies: event.target.value })}></label>` : nothing}
  </div>`;

const markButton = (kind, at, letter, put) => html`
  <button type="button" class="mark ${NAMES[letter]}" aria-pressed=${kind.marks[at] === letter ? "true" : "false"}
    @click=${() => put({ ...kind, marks: kind.marks.with(at, letter) })}>${t(`mark.${NAMES[letter]}`)}</button>`;

const written = (kind, put) => html`
  <div class="written">
    ${kind.names.map((name, at) => html`<label class="field"><span>${t("election.write_in")} ${at + 1}</span>
      <input type="text" maxlength="60" .value=${name} @input=${(event) => put({ ...kind, names: kind.names.with(at, event.target.value) })}></label>`)}
    <button type="button" class="slim" @click=${() => put({ ...kind, names: [...kind.names, ""] })}>${t("teller.add_name")}</button>
  </div>`;
