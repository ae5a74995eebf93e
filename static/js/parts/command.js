// Gives a command to the server: one random key per act, so that sending again acts once.
import { signal } from "../../vendor/signals-core.js";
import { ask } from "../wire.js";
import { tellRefusal } from "./notices.js";

const SETTLE_MS = 900; // a double click must not also press the button that takes the place of the first one
const LOST = { code: "wire.no_answer", zh: "服务器没有应答，请看清屏幕上的状态后再试。", en: "The server did not answer. Check the state on the screen, then try again." };

/** True while a command is under way or has just been answered: no other may be given. */
export const busy = signal(false);

/** Send one command; answers `{ok}` or `{refusal}`. */
export async function give(name, args) {
  if (busy.value) return { held: true };
  busy.value = true;
  const answer = await sendTwice({ name, args, key: randomKey() });
  setTimeout(() => { busy.value = false; }, SETTLE_MS);
  return answer;
}

/** Send one command and show a refusal as a notice. */
export async function giveAndTell(name, args) {
  const answer = await give(name, args);
  if (answer.refusal) tellRefusal(answer.refusal);
  return answer;
}

async function sendTwice(command) {
  for (const last of [false, true]) {
    try {
      return await ask("command", command);
    } catch {
      if (last) return { refusal: LOST };
    }
  }
}

const randomKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
