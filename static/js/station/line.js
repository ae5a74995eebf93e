// The page's line to its own station on this machine: who is signed in, the newest view, decisions going out.
import { signal } from "../../vendor/signals-core.js";
import { tellRefusal } from "../parts/notices.js";
import { t } from "../words.js";

const PLACE = "yijue.station";
const AGAIN_MS = 1000; // after the station on this machine did not answer: it may be starting again
const BREATH_MS = 150; // a hall that draws at once changes the figures many times a second; an eye needs fewer

const pause = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

export const me = signal(JSON.parse(sessionStorage.getItem(PLACE) ?? "null"));
export const view = signal(null);
export const link = signal("up");

const ask = async (path, body) => {
  const headers = { "Content-Type": "application/json", Authorization: `Bearer ${me.value?.token ?? ""}` };
  const response = await fetch(path, body === undefined ? { headers } : { method: "POST", headers, body: JSON.stringify(body) });
  if (response.status === 401) forget();
  return response;
};

function forget() {
  sessionStorage.removeItem(PLACE);
  me.value = null;
  view.value = null;
}

/** Sign in with the code of the terminal window and one's own name; answers a refusal or null. */
export async function enter(once, name) {
  const answer = await (await ask("/api/sign-in", { once, name })).json();
  if (answer.refusal) return answer.refusal;
  sessionStorage.setItem(PLACE, JSON.stringify(answer));
  me.value = answer;
  watch();
  return null;
}

export async function leave() {
  await ask("/api/sign-out", {}).catch(() => null);
  forget();
}

/** Ask for news for as long as somebody is signed in. */
export async function watch() {
  let revision = -1;
  while (me.value) {
    try {
      const response = await ask(`/api/view?after=${revision}`);
      if (!response.ok) continue;
      ({ revision, view: view.value } = await response.json());
      link.value = "up";
      await pause(BREATH_MS);
    } catch {
      link.value = "down";
      await pause(AGAIN_MS);
    }
  }
}

const send = async (path, body) => {
  const down = { zh: t("station.link_page"), en: t("station.link_page") };
  const answer = await ask(path, body).then((response) => response.json()).catch(() => ({ refusal: down }));
  if (answer.refusal) tellRefusal(answer.refusal);
};

export const decide = (about, subject, agreed) => send("/api/decide", { about, subject, agreed });
export const destroy = (vote) => send("/api/destroy", { vote });
export const seen = (alarm) => send("/api/seen", { alarm });

/** The evidence file: notes, statements, alarms, log; no key and no envelope. */
export async function evidence() {
  const response = await ask("/api/evidence");
  const address = URL.createObjectURL(await response.blob());
  const anchor = Object.assign(document.createElement("a"), { href: address, download: `station-${view.value.station}-evidence.json` });
  anchor.click();
  URL.revokeObjectURL(address);
}
