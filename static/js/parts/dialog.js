// Opens a native dialog that draws itself from signals, and answers what it was closed with.
import { html, render } from "../../vendor/lit-html.js";
import { effect } from "../../vendor/signals-core.js";

/** `draw(close)` gives the template; the promise answers what `close(value)` was given, or undefined. */
export function openDialog(draw) {
  const dialog = document.createElement("dialog");
  document.body.append(dialog);
  return new Promise((answer) => {
    let value;
    const close = (given) => { value = given; dialog.close(); };
    const stop = effect(() => render(draw(close), dialog));
    dialog.addEventListener("close", () => { stop(); dialog.remove(); answer(value); });
    dialog.showModal();
  });
}

export const actions = (buttons) => html`<div class="actions">${buttons}</div>`;
