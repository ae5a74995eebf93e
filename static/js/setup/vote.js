// One vote of an item: the question, by name or secret, in which form; for a person, an election or an evaluation what it needs.
import { html, nothing } from "../../vendor/lit-html.js";
import { say, t } from "../words.js";
import { add, drop } from "./draft.js";
import { electionFields } from "./election.js";
import { bothField, choiceField, dayField, flagField, numberField, textField, wordsField } from "./fields.js";
import { another, putVotes } from "./kinds.js";
import { law } from "./server.js";

const FORMS = { election: ["paper", "ballot", "keypress"], motion: ["keypress", "paper", "show_of_hands", "roll_call"], evaluation: ["keypress", "paper"] };
const words = (area, list) => list.map((word) => [word, t(`${area}.${word}`)]);
const ACTS = ["appoint", "remove", "acting", "resign"];
const PARTS = ["whole", "amendment", "clause"];

export const voteForm = (item, vote, itemPath, place) => {
  const path = [...itemPath, "poll", place];
  return html`
    <fieldset class="part vote"><legend>${t(`setup.vote_${vote.kind}`, { number: place + 1 })}</legend>
      ${bothField([...path, "title"], t("setup.question"), { hint: vote.kind === "election" ? t("setup.election_title_hint") : "" })}
      ${vote.person ? person(vote.person, [...path, "person"]) : nothing}
      ${vote.part === "merged" ? persons(item.kind, vote, path) : nothing}
      ${vote.kind === "election" ? electionFields(vote, path) : nothing}
      ${vote.kind === "evaluation" ? options(vote, path) : nothing}
      <div class="row">
        ${choiceField([...path, "secrecy"], t("setup.secrecy"), words("secrecy", ["named", "secret"]))}
        ${choiceField([...path, "form"], t("setup.form"), words("form", FORMS[vote.kind]))}
        ${vote.form === "keypress" || vote.form === "ballot" ? html`
          ${choiceField([...path, "press"], t("setup.press"), words("press", ["last", "first"]))}
          ${numberField([...path, "time_limit"], t("setup.time_limit"), { hint: t("setup.time_limit_hint") })}` : nothing}
      </div>
      ${item.kind === "decision" ? parts(item, vote, path, place) : nothing}
      ${vote.kind === "motion" ? html`<details><summary>${t("setup.requires")}</summary>
        ${wordsField([...path, "requires"], t("setup.requires"), law.value.steps.map((one) => [one.word, say(one.label)]), { hint: t("setup.requires_hint") })}</details>` : nothing}
      <button type="button" class="slim danger" @click=${() => putVotes(itemPath, item.poll.filter((_, here) => here !== place))}>${t("setup.remove_vote")}</button>
    </fieldset>`;
};

/** Whom a vote is on; `path` leads to the person, `told` is what was written. */
const person = (told, path) => html`
  <div class="row">
    ${textField([...path, "name"], t("setup.person_name"))}
    ${textField([...path, "en"], t("setup.name_en"))}
    ${choiceField([...path, "act"], t("setup.act"), ACTS.map((word) => [word, t(`setup.act_${word}`)]))}
  </div>
  ${bothField([...path, "post"], t("setup.post"))}
  ${flagField([...path, "procurator"], t("setup.procurator"))}
  <details ?open=${(told.rejected ?? []).length > 0}><summary>${t("setup.rejected")}</summary>
    <p class="note">${t("setup.rejected_hint")}</p>
    ${(told.rejected ?? []).map((_, place) => html`<div class="line">
      ${dayField([...path, "rejected", place], t("setup.rejected_day", { number: place + 1 }), { blank: "" })}
      <button type="button" class="slim" aria-label="${t("setup.remove")}：${t("setup.rejected_day", { number: place + 1 })}" @click=${() => drop([...path, "rejected"], place)}>${t("setup.remove")}</button></div>`)}
    <button type="button" class="slim" @click=${() => add([...path, "rejected"], "")}>${t("setup.add_rejected")}</button>
  </details>`;

/** All whom a merged vote is on, each with post and act: what must stand on record before it follows from that. */
const persons = (kind, vote, path) => html`
  <p class="lawful">${t("setup.merged")}</p>
  ${(vote.persons ?? []).map((one, place) => html`<fieldset class="part"><legend>${t("setup.merged_person", { number: place + 1 })}</legend>
    ${person(one, [...path, "persons", place])}
    <button type="button" class="slim" aria-label="${t("setup.remove")}：${t("setup.merged_person", { number: place + 1 })}" @click=${() => drop([...path, "persons"], place)}>${t("setup.remove")}</button></fieldset>`)}
  <p class="actions-row"><button type="button" class="slim" @click=${() => another(kind, path)}>${t("setup.add_person")}</button></p>`;

const options = (vote, path) => html`
  <fieldset class="part"><legend>${t("setup.options")}</legend>
    ${(vote.options ?? []).map((_, place) => html`<div class="line">
      ${bothField([...path, "options", place], t("setup.option", { number: place + 1 }))}
      <button type="button" class="slim" aria-label="${t("setup.remove")}：${t("setup.option", { number: place + 1 })}" @click=${() => drop([...path, "options"], place)}>${t("setup.remove")}</button></div>`)}
    <button type="button" class="slim" @click=${() => add([...path, "options"], {})}>${t("setup.add_option")}</button>
  </fieldset>`;

/** What of the decision this vote is on, and which earlier votes must have been adopted before it. */
const parts = (item, vote, path, place) => html`
  <div class="row">${choiceField([...path, "part"], t("setup.part"), PARTS.slice(1).map((word) => [word, t(`setup.part_${word}`)]), { none: t("setup.part_whole") })}</div>
  ${place ? wordsField([...path, "after"], t("setup.after"), item.poll.slice(0, place).map((one) => [one.id, say(one.title) || one.id])) : nothing}`;
