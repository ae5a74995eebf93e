// One click to the other language; the choice is remembered by words.js.
import { html } from "../../vendor/lit-html.js";
import { choose, language } from "../words.js";

const OTHER = { zh: { code: "en", name: "English" }, en: { code: "zh", name: "中文" } };

export const languageButton = () => {
  const other = OTHER[language.value];
  return html`<button class="language slim" type="button" lang=${other.code} @click=${() => choose(other.code)}>${other.name}</button>`;
};
