// The page: takes the files, runs the steps, shows what they found. Starts at the end of this file.

import { Bad, NoBundle, b64, hex, say, utf8 } from "./bytes.js";
import { h, state, t } from "./elements.js";
import { ableBrowser, sha256 } from "./keys.js";
import { showKeys, showLimits, showResults, showSteps, showTold, showVerdict } from "./show.js";
import { fingerprints, openBundle, readTrust, verify } from "./verify.js";
import { aboutVoter, votersOf } from "./voter.js";
import { STEPS, WORDS } from "./words.js";

/** Between two steps, so that an eye can follow; none where the reader wants no motion. */
const PACE = 70;

const NOTHING = { kind: "", steps: [], found: null, fault: null, prints: [], documents: [], asked: "" };
const seen = { file: null, trust: null, trustName: "", trustFault: null, ...NOTHING };
const place = (id) => document.getElementById(id);
const voter = place("voter"); // moves to behind the results once everything holds
const pause = (time) => new Promise((resume) => setTimeout(resume, time));

function verdict() {
  const { kind, found, fault, file } = seen;
  const note = file && `${file.name}`;
  if (kind === "working") return showVerdict(kind, { title: WORDS.working, note });
  if (kind === "none") return showVerdict(kind, { title: WORDS.none, sentence: t(fault), note });
  if (kind === "unable") return showVerdict(kind, { title: WORDS.unable, sentence: t(fault) });
  const open = found.ctx.profile === "public";
  const about = `${note} · ${t(open ? WORDS.publicNote : WORDS.fullNote)}`;
  if (kind === "good") {
    return showVerdict(kind, { title: open ? WORDS.goodPublic : WORDS.good, sentence: t(summary(found.steps)), note: about });
  }
  const [title] = STEPS[found.first - 1];
  const step = say(`最先不成立的是第 ${found.first} 步“${title.zh}”：${found.steps[found.first - 1].fault.zh}。`,
    `The first step that fails is V${found.first}, “${title.en}”: ${found.steps[found.first - 1].fault.en}.`);
  return showVerdict(kind, { title: WORDS.bad, sentence: t(step), note: about });
}

function summary(steps) {
  const of = (word) => steps.filter((step) => step.state === word).length;
  const [good, absent, nothing] = [of("good"), of("absent"), of("nothing")];
  const more = [
    ...(absent ? [say(`${absent} 步须有完整文件才能核对`, `${absent} need the full bundle`)] : []),
    ...(nothing ? [say(`${nothing} 步本次没有可核对的内容`, `${nothing} had nothing to check`)] : []),
  ];
  return say(
    `${steps.length} 个步骤中 ${good} 步成立${more.map((one) => `，${one.zh}`).join("")}。`,
    `${good} of ${steps.length} steps hold${more.map((one) => `; ${one.en}`).join("")}.`,
  );
}

function draw() {
  document.documentElement.lang = state.language === "zh" ? "zh-CN" : "en";
  document.title = t(WORDS.title);
  const main = place("found");
  main.dataset.verdict = seen.kind;
  main.dataset.step = seen.found?.first ?? "";
  place("ask").hidden = ["working", "good", "bad", "none"].includes(seen.kind);
  place("after").hidden = !["good", "bad", "none"].includes(seen.kind);
  drawTrust();
  const { kind, found, prints, documents } = seen;
  const parts = kind === "" ? [] : [verdict()];
  if (found) parts.push(showTold(seen.steps));
  if (prints.length) parts.push(showKeys(prints));
  if (found) parts.push(showResults(found, documents));
  if (kind === "good") parts.push(drawVoter(found.ctx));
  if (seen.steps.length || kind === "working") parts.push(showSteps(seen.steps));
  if (found) parts.push(showLimits());
  main.replaceChildren(...parts.filter((part) => part !== null));
  for (const element of document.querySelectorAll("[data-word]")) element.textContent = t(WORDS[element.dataset.word]);
}

/** The question about one voter, with what was asked last. */
function drawVoter(ctx) {
  voter.hidden = false;
  const said = seen.asked === "" ? [] : aboutVoter(ctx, seen.asked);
  voter.querySelector("datalist").replaceChildren(...votersOf(ctx).map(([id, name]) => h("option", { value: id }, name)));
  voter.querySelector("input").value = seen.asked;
  voter.querySelector("ul").replaceChildren(...said.map(([poll, words]) =>
    h("li", {}, poll && h("span", { class: "code" }, poll), poll && t(say(` ${seen.asked}：`, ` ${seen.asked}: `)), t(words))));
  return voter;
}

function drawTrust() {
  const line = place("trusted");
  line.textContent = seen.trustFault ? t(seen.trustFault) : seen.trust ? `${t(WORDS.trustUsed)}：${seen.trustName}` : "";
}

async function documentsOf(bundle) {
  const names = bundle.below("documents/");
  return Promise.all(names.map(async (name) => [name, hex(await sha256(bundle.bytes(`documents/${name}`)))]));
}

async function tallyHashes({ ctx }) {
  for (const poll of ctx.polls.values()) {
    if (poll.tally) poll.tallyHash = b64(await sha256(ctx.bundle.bytes(`${poll.at}/tally.json`)));
  }
}

async function run(file) {
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  Object.assign(seen, NOTHING, { file, kind: "working", steps: [] });
  draw();
  await pause(0);
  try {
    const bundle = openBundle(new Uint8Array(await file.arrayBuffer()));
    const found = await verify(bundle, seen.trust, async (number, result) => {
      seen.steps[number - 1] = result;
      if (calm) return;
      draw();
      await pause(PACE);
    });
    await tallyHashes(found);
    if (found.ctx.keys) seen.prints = await fingerprints(found.ctx.keys, seen.trust);
    Object.assign(seen, { found, documents: await documentsOf(bundle), kind: found.first ? "bad" : "good" });
  } catch (wrong) {
    if (!(wrong instanceof Bad)) throw wrong;
    Object.assign(seen, { kind: wrong instanceof NoBundle ? "none" : "unable", fault: wrong.text, steps: [] });
  }
  draw();
  scrollTo(0, 0);
}

async function trust(file) {
  try {
    Object.assign(seen, { trust: await readTrust(new Uint8Array(await file.arrayBuffer())), trustName: file.name, trustFault: null });
  } catch (wrong) {
    if (!(wrong instanceof Bad)) throw wrong;
    Object.assign(seen, { trust: null, trustFault: say(`${WORDS.trustBad.zh}：${file.name}`, `${WORDS.trustBad.en}: ${file.name}`) });
  }
  draw();
}

/** A dropped .json is the file of keys, anything else the evidence. */
async function take(files) {
  const list = [...files];
  const keys = list.find((file) => file.name.endsWith(".json"));
  const evidence = list.find((file) => !file.name.endsWith(".json"));
  if (keys) await trust(keys);
  if (evidence && seen.kind !== "working") await run(evidence);
}

async function checkProgram() {
  const program = place("program");
  const found = hex(await sha256(utf8(document.querySelector("script").textContent)));
  if (program.textContent.replace(/\s/g, "") !== found) place("altered").hidden = false;
}

function listen() {
  place("evidence").addEventListener("change", (event) => take(event.target.files));
  place("trust").addEventListener("change", (event) => event.target.files.length && trust(event.target.files[0]));
  place("language").addEventListener("click", () => {
    state.language = state.language === "zh" ? "en" : "zh";
    draw();
  });
  place("again").addEventListener("click", () => {
    Object.assign(seen, NOTHING);
    place("evidence").value = "";
    draw();
  });
  voter.addEventListener("submit", (event) => {
    event.preventDefault();
    seen.asked = voter.querySelector("input").value.trim();
    drawVoter(seen.found.ctx);
  });
  place("print").addEventListener("click", () => print());
  addEventListener("beforeprint", () => document.querySelectorAll("#found details").forEach((one) => (one.open = true)));
  const zone = place("zone");
  for (const name of ["dragover", "dragleave", "drop"]) {
    addEventListener(name, (event) => {
      event.preventDefault();
      zone.classList.toggle("over", name === "dragover");
      if (name === "drop") take(event.dataTransfer.files);
    });
  }
}

export async function start() {
  if (location.hash === "#en") state.language = "en";
  listen();
  draw();
  try {
    await ableBrowser();
    await checkProgram();
  } catch (wrong) {
    if (!(wrong instanceof Bad)) throw wrong;
    Object.assign(seen, { kind: "unable", fault: wrong.text });
    draw();
  }
}
