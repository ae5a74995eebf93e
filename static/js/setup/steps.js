// Which of the five steps is shown, and which one a place of the form belongs to.
import { signal } from "../../vendor/signals-core.js";

const OF = { meeting: "meeting", method: "method", body_rules: "method", item: "agenda", roster: "agenda" };

export const shown = signal("meeting");

export const stepOf = (path) => OF[path[0]] ?? "lay";

/** Go to a step and begin at its top. */
export function go(step) {
  shown.value = step;
  document.querySelector(".preparation")?.scrollIntoView();
}
