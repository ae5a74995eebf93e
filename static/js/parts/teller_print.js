// Ballot papers for an item whose votes are held on paper: so many copies of each, as PDF.
import { html, nothing } from "../../vendor/lit-html.js";
import { say, t } from "../words.js";
import { saveFile } from "./files.js";

export const printing = (item) => {
  const drafts = item.drafts.filter(({ form }) => form === "paper");
  return drafts.length && item.stage !== "disposed" ? html`
    <details class="printing"><summary>${t("teller.print")}</summary>
      <p class="explain">${t("teller.print_explain")}</p>
      ${drafts.map((draft) => html`
        <form class="teller-form" @submit=${(event) => save(event, item, draft)}>
          <label class="field"><span>${say(draft.title)} · ${t("teller.print_copies")}</span><input type="number" name="copies" min="1" max="3000" required></label>
          <button type="submit">${t("teller.print")}</button>
        </form>`)}
    </details>` : nothing;
};

function save(event, item, draft) {
  event.preventDefault();
  const copies = new FormData(event.target).get("copies");
  saveFile(`/api/items/${item.id}/votes/${draft.id}/ballots.pdf?copies=${copies}`);
}
