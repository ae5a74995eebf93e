// The hall from above: each seat by shape, colour and word. The rostrum is at the top, row 1 nearest to it.
import { html, nothing, svg } from "../../vendor/lit-html.js";
import { t } from "../words.js";

const WIDE = 100;
const HIGH = 82;
const SHOWN_NAMES = 150; // beyond this many seats a name would be smaller than it can be read

/** `vote` is the poll whose papers are shown, or null; `pick(seat)` opens a seat, where the page may. */
export function seatMap(seats, vote, pick) {
  const across = squeezed(seats.map((seat) => seat.column), 2);
  const down = squeezed(seats.map((seat) => seat.row), 1.3);
  const box = [0, 0, (Math.max(...across.values()) + 1) * WIDE, (Math.max(...down.values()) + 1) * HIGH];
  return html`
    <figure class="seat-map">
      <p class="rostrum">${t("map.rostrum")}</p>
      <svg viewBox=${box.join(" ")} role="group" aria-label=${t("map.title")} class=${seats.length > SHOWN_NAMES ? "dense" : ""}>
        ${seats.map((seat) => seatShape(seat, vote, pick, across.get(seat.column) * WIDE, down.get(seat.row) * HIGH))}
      </svg>
    </figure>`;
}

/** Where each row or column stands: an aisle stays one, but a label far away (a spare S01) makes no empty field of the hall. */
function squeezed(numbers, aisle) {
  const found = new Map();
  let last = null;
  for (const number of [...new Set(numbers)].sort((one, other) => one - other)) {
    found.set(number, last === null ? 0 : found.get(last) + Math.min(number - last, aisle));
    last = number;
  }
  return found;
}

const seatShape = (seat, vote, pick, x, y) => svg`
  <g class=${seatClass(seat, vote)} transform="translate(${x} ${y})" data-seat=${seat.seat}
     role=${pick ? "button" : "img"} tabindex=${pick ? "0" : "-1"} aria-label=${spoken(seat, vote)}
     @click=${() => pick?.(seat)} @keydown=${(event) => pressed(event, () => pick?.(seat))}>
    <rect class="chair" x="5" y="4" width="90" height="72" rx="7"></rect>
    ${nameLines(seat.name ?? seat.seat)}
    ${seatMark(seat, vote)}
    ${corner(seat)}
  </g>`;

const MOST = 5; // characters of a line; what is longer ends in …, and stands whole where the seat is opened
const cut = (line) => (line.length > MOST ? `${line.slice(0, MOST - 1)}…` : line);

/** Up to three characters large, four smaller, more in two lines: at the dot between the parts of a name, else in the middle. */
function nameLines(name) {
  if (name.length <= 4) return svg`<text class=${`seat-name n${name.length}`} x="50" y="34">${name}</text>`;
  const dot = name.search(/[·•. ]/);
  const [first, second] = dot > 0 ? [name.slice(0, dot), name.slice(dot + 1)] : [name.slice(0, Math.ceil(name.length / 2)), name.slice(Math.ceil(name.length / 2))];
  return svg`<text class="seat-name two" x="50" y="25">${cut(first)}</text><text class="seat-name two" x="50" y="44">${cut(second)}</text>`;
}
const here = (seat) => seat.attendance === "present";
const paperOf = (seat, vote) => (vote && here(seat) ? seat.votes?.[vote] ?? null : null);

/** One word for what a seat is: empty, absent, on_leave, left, present; and none, drawn, cast where a poll is shown. */
const seatClass = (seat, vote) => ["seat", seat.member ? seat.attendance ?? "absent" : "empty", paperOf(seat, vote) ?? "", seat.role ?? ""].join(" ");

const pressed = (event, act) => {
  if (event.key !== "Enter" && event.key !== " ") return;
  event.preventDefault();
  act();
};

const spoken = (seat, vote) => [seat.seat, seat.name, seat.member ? t(`attendance.${seat.attendance ?? "absent"}`) : t("map.empty"),
  paperOf(seat, vote) ? t(`map.${paperOf(seat, vote)}`) : null, t(`device.${seat.device}`), broken(seat) ? t("map.offline") : null].filter(Boolean).join(" · ");

/** The state of the paper at the lower left, beside the number of the seat. */
const PAPERS = {
  cast: svg`<path class="tick" d="M11 60 l7 8 14 -16"></path>`,
  drawn: svg`<circle class="ring" cx="21" cy="60" r="9"></circle><path class="half" d="M21 51 a9 9 0 0 1 0 18 z"></path>`,
  none: svg`<circle class="ring" cx="21" cy="60" r="9"></circle>`,
};

const seatMark = (seat, vote) => {
  const paper = paperOf(seat, vote);
  if (paper) return svg`${PAPERS[paper]}<text class="seat-word" x="52" y="67">${seat.seat}</text>`;
  const word = seat.member && !here(seat) ? t(`map.short_${seat.attendance ?? "absent"}`) : seat.name ? seat.seat : "";
  return svg`<text class="seat-word" x="48" y="67">${word}</text>`;
};

const broken = (seat) => seat.device === "enrolled" && !seat.online;

/** What is the matter with the terminal; of an empty chair's the word at its foot says enough. */
const corner = (seat) => {
  if (seat.device === "pending") return svg`<path class="pending" d="M82 50 l11 11 -11 11 -11 -11 z"></path>`;
  if (broken(seat)) return svg`<path class="offline" d="M82 49 l12 21 h-24 z"></path>`;
  return seat.device === "enrolled" || (seat.member && !here(seat)) ? nothing : svg`<path class="no-device" d="M75 54 l14 14 M89 54 l-14 14"></path>`;
};
