// The agenda of a congress that elects: its method, then chair, vice-chairs and members of the standing committee, and the heads.
import { at, form, put } from "./draft.js";
import { election, endings, motion } from "./kinds.js";

const PLACE = {
  province: { zh: "省", en: "provincial", court: { zh: "省高级人民法院", en: "provincial high people's court" }, head: { zh: "省长", en: "governor" }, deputy: { zh: "副省长", en: "vice-governors" } },
  city: { zh: "市", en: "municipal", court: { zh: "市中级人民法院", en: "municipal intermediate people's court" }, head: { zh: "市长", en: "mayor" }, deputy: { zh: "副市长", en: "vice-mayors" } },
  county: { zh: "县", en: "county", court: { zh: "县人民法院", en: "county people's court" }, head: { zh: "县长", en: "county head" }, deputy: { zh: "副县长", en: "deputy county heads" } },
};

const chief = (zh, en, more = {}) => ({ post: { zh, en }, office: "CHIEF", seats: 1, ...more });

/** Each item with the offices that it fills; seats and surplus are a beginning, to be set as this place has them. */
function plan(level) {
  if (level === "township") {
    return [
      ["乡人民代表大会主席、副主席", "chair and vice-chair of the township congress", [
        chief("乡人民代表大会主席", "chair of the township congress", { deputies_only: true }),
        { post: { zh: "乡人民代表大会副主席", en: "vice-chair of the township congress" }, office: "DEPUTY_CHIEF", seats: 1, fixed_surplus: 1, deputies_only: true },
      ]],
      ["乡长、副乡长", "township head and deputies", [
        chief("乡长", "township head"),
        { post: { zh: "副乡长", en: "deputy township heads" }, office: "DEPUTY_CHIEF", seats: 2, fixed_surplus: 1 },
      ]],
    ];
  }
  const own = PLACE[level] ?? PLACE.county;
  const committee = { zh: `${own.zh}人民代表大会常务委员会`, en: `standing committee of the ${own.en} congress` };
  return [
    [`${committee.zh}主任、副主任、委员`, `chairperson, vice-chairpersons and members of the ${committee.en}`, [
      chief(`${committee.zh}主任`, `chairperson of the ${committee.en}`, { deputies_only: true }),
      { post: { zh: `${committee.zh}副主任`, en: `vice-chairpersons of the ${committee.en}` }, office: "DEPUTY_CHIEF", seats: 4, fixed_surplus: 1, deputies_only: true },
      { post: { zh: `${committee.zh}委员`, en: `members of the ${committee.en}` }, office: "SC_MEMBER", seats: 20, fixed_surplus: 2, deputies_only: true },
    ]],
    [`${own.head.zh}、${own.deputy.zh}`, `${own.head.en} and ${own.deputy.en}`, [
      chief(own.head.zh, own.head.en),
      { post: own.deputy, office: "DEPUTY_CHIEF", seats: 4, fixed_surplus: 1 },
    ]],
    [`${own.zh}监察委员会主任`, `director of the ${own.en} supervisory commission`, [chief(`${own.zh}监察委员会主任`, `director of the ${own.en} supervisory commission`)]],
    [`${own.court.zh}院长`, `president of the ${own.court.en}`, [chief(`${own.court.zh}院长`, `president of the ${own.court.en}`)]],
    [`${own.zh}人民检察院检察长`, `chief procurator of the ${own.en} people's procuratorate`, [
      chief(`${own.zh}人民检察院检察长`, `chief procurator of the ${own.en} people's procuratorate`, { procurator: true }),
    ]],
  ];
}

const about = (zh, en, text) => ({ zh: zh + text.zh, en: en + text.en });

const procedural = (id, zh, en, secrecy) => {
  const draft = { zh: `${zh}（草案）`, en: `Draft ${en}` };
  const item = { id, kind: "procedural", title: about("通过", "Adoption of the ", { zh, en }), papers: [{ title: draft }], poll: [motion({ id, title: draft, secrecy })] };
  return { ...item, dispositions: endings(item) };
};

/** Fill the agenda; `form` of the elections is "paper" or, at the deputies' terminals, "ballot". */
export function fiveOffices(level, how) {
  const elections = plan(level).map(([zh, en, offices], place) => {
    const poll = offices.map((one, at_) => election({ ...one, id: `office-${place + 1}-${at_ + 1}`, title: about("选举", "Election of the ", one.post), form: how }));
    const item = { id: `offices-${place + 1}`, kind: "election", title: about("选举", "Election of the ", { zh, en }), poll };
    return { ...item, dispositions: endings(item) };
  });
  put(["item"], [procedural("election-method", "选举办法", "election method", "named"), procedural("tellers", "总监票人、监票人名单", "list of tellers", "named"), ...elections]);
  put(["roster"], undefined);
  method(how);
}

const TITLE = { zh: "本次会议选举办法", en: "Election method of this session" };
const PAPER = {
  zh: "一、选举采用无记名投票方式，以全体代表的过半数当选。\n二、各项职务的应选名额和差额数，按照本次会议议程所列。\n三、收回的选票等于或者少于发出的选票，选举有效；多于发出的选票，选举无效，重新投票。",
  en: "1. Elections are by secret ballot; more than half of all deputies elects.\n2. Seats and surplus of each office are those of this session's agenda.\n3. If no more ballots are returned than were issued the election is valid; if more are returned it is invalid and the ballot is repeated.",
};
const KEYS = {
  zh: `${PAPER.zh}\n四、本次会议同意以代表座位上的表决终端代替纸质选票。`,
  en: `${PAPER.en}\n4. This session consents to terminals at the deputies' seats in place of paper ballots.`,
};
const CONSENT = {
  zh: "依照本次会议选举办法第四条，以表决终端代替纸质选票。",
  en: "By clause 4 of this session's election method, terminals take the place of paper ballots.",
};

/** The method is adopted by the first item; what the secretary has written of it already stays. Whether a vote may rest on
 * the operator alone (T0) is no template's to say: the secretary chooses it and writes the sentence. */
function method(how) {
  const held = at(["method"]) ?? {};
  const keys = how === "ballot";
  const written = Object.fromEntries(Object.entries(held).filter(([, value]) => value !== undefined && Object.keys(value).length > 0));
  const usual = { title: TITLE, text: keys ? KEYS : PAPER, ...(keys ? { consent: CONSENT } : {}), adopted: form.value.meeting?.date };
  const rules = { ...(keys ? { "ballot.keys_for_paper": true } : {}), ...(held.rules ?? {}) };
  put(["method"], { ...usual, ...written, rules, adopted_by: "election-method" });
}
