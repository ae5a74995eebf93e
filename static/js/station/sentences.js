// The lines of the station's own log in words; every kind that the notebook writes has a sentence.
import { say, t } from "../words.js";
import { nameOf, titleOf } from "./names.js";

export function sentence(line, view) {
  const figures = line.figures;
  const told = { ...figures, title: titleOf(view, figures.vote), who: nameOf(view, figures.voter) };
  if (line.kind === "decided") {
    return t(figures.agreed ? "station.line_agreed" : "station.line_declined", { name: figures.name, what: t(`station.what_${figures.about}`) });
  }
  if (line.kind === "alarm") return t("station.line_alarm", { what: t(`station.alarm_${figures.what}`) });
  if (line.kind === "refused") return t("station.line_refused", { what: say(line.sentence) });
  return t(`station.line_${line.kind}`, told);
}
