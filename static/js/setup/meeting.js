// Step 1: which body sits, at which level, under which local rules; when and where; who presides.
import { html } from "../../vendor/lit-html.js";
import { say, t } from "../words.js";
import { at, put } from "./draft.js";
import { bothField, choiceField, dayField } from "./fields.js";
import { house } from "./server.js";

const LEVELS = ["province", "city", "county", "township"];
const CHAIRS = {
  congress: { zh: "大会执行主席", en: "Executive chair" },
  standing_committee: { zh: "主任", en: "Chairperson" },
};

const named = (area, words) => words.map((word) => [word, t(`setup.${area}_${word}`)]);

/** A body of its own has no other chair's title: the usual one is written where none, or the other usual one, stands. */
function chooseBody(body) {
  put(["meeting", "body"], body);
  const now = at(["meeting", "chair_title", "zh"]);
  if (CHAIRS[body] && (!now || Object.values(CHAIRS).some((usual) => usual.zh === now))) put(["meeting", "chair_title"], CHAIRS[body]);
}

export const meetingStep = () => html`
  <p class="explain">${t("setup.meeting_explain")}</p>
  <div class="row">
    ${choiceField(["meeting", "body"], t("setup.body"), named("body", Object.keys(CHAIRS)), { change: chooseBody })}
    ${choiceField(["meeting", "level"], t("setup.level"), named("level", LEVELS))}
    ${choiceField(["meeting", "jurisdiction"], t("setup.jurisdiction"), house.value.jurisdictions.map((one) => [one.word, say(one.label)]), { none: t("setup.national_only") })}
  </div>
  ${bothField(["meeting", "title"], t("setup.meeting_title"), { hint: t("setup.meeting_title_hint") })}
  <div class="row">${dayField(["meeting", "date"], t("setup.date"))}</div>
  ${bothField(["meeting", "place"], t("setup.place"))}
  ${bothField(["meeting", "chair_title"], t("setup.chair_title"), { hint: t("setup.chair_title_hint") })}`;
