// What people call the fields that a fault of the server names by their key.
import { t } from "../words.js";

const OF_MEETING = { title: "setup.meeting_title" };
const OF_METHOD = { title: "setup.method_title", adopted: "setup.method_adopted", adopted_by: "setup.method_adopted_by", text: "setup.method_text", consent: "setup.method_consent" };
const OF_OWN = { title: "setup.own_title", adopted: "setup.method_adopted", rules: "setup.own_sets", value: "setup.own_value", article: "setup.own_article", wording: "setup.own_wording" };
const WORDS = {
  body: "setup.body", level: "setup.level", jurisdiction: "setup.jurisdiction", date: "setup.date", place: "setup.place", chair_title: "setup.chair_title",
  kind: "setup.kind", title: "setup.item_title", reporter: "setup.reporter", name: "setup.name", office: "setup.office", papers: "setup.papers",
  poll: "setup.votes_title", dispositions: "setup.dispositions", item: "setup.step_agenda", roster: "setup.rosters", members: "setup.roster_members", plenary: "setup.plenary",
  secrecy: "setup.secrecy", form: "setup.form", press: "setup.press", time_limit: "setup.time_limit", person: "setup.person_name", persons: "setup.persons", act: "setup.act",
  post: "setup.post", options: "setup.options", part: "setup.part", after: "setup.after", requires: "setup.requires", seats: "setup.seats",
  fixed_surplus: "setup.surplus", write_ins: "setup.write_ins", candidates: "setup.candidates", meeting: "setup.step_meeting", method: "setup.step_method",
  rejected: "setup.rejected", body_rules: "setup.own_rules", zh: "setup.in_zh", en: "setup.in_en",
};

/** The name of the field at a path; its key where people have no other name for it. */
export function labelOf(path) {
  const last = path.findLast((step) => typeof step === "string" && step !== "zh" && step !== "en") ?? "";
  const inVote = path[0] === "item" && path[2] === "poll";
  if (inVote && last === "title") return t("setup.question");
  if (inVote && last === "office" && path.length === 5) return t("setup.office_kind");
  const own = { meeting: OF_MEETING, method: OF_METHOD, body_rules: OF_OWN }[path[0]]?.[last];
  return own || WORDS[last] ? t(own ?? WORDS[last]) : last;
}
