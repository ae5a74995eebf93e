// Draws a page now and whenever a signal it read has moved.
import { render } from "../../vendor/lit-html.js";
import { effect } from "../../vendor/signals-core.js";

export function drawAlways(template) {
  const page = document.querySelector("#page");
  page.replaceChildren();
  return effect(() => { render(template(), page); });
}
