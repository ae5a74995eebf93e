// Files that leave the house: fetched with the bearer header, saved as what they are.
import { html } from "../../vendor/lit-html.js";
import { say, t } from "../words.js";
import { fetchSigned } from "../session.js";
import { keysKept } from "./keys_kept.js";
import { tellRefusal } from "./notices.js";

export const filesView = (view) => html`
  <h2>${t("secretary.files")}</h2>
  <p class="explain">${t("files.explain")}</p>
  <ul class="files">${view.files.map((file) => html`
    <li><span>${say(file.title)}</span><code>${file.path.split("/").pop()}</code>
      <button type="button" @click=${() => saveFile(file.path)}>${t("files.save")}</button></li>`)}
  </ul>
  ${keysKept(view)}`;

/** Fetch one file and hand it to the browser's own saving; a refusal is shown in words. */
export async function saveFile(path) {
  const answer = await fetchSigned(path).catch(() => null);
  if (!answer?.ok) return tellRefusal(await refusalOf(answer));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await answer.blob());
  link.download = path.split("/").pop();
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 0);
}

const refusalOf = async (answer) => (await answer?.json().catch(() => null))?.refusal ?? { zh: t("files.failed"), en: t("files.failed"), article: null };
