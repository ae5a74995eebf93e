// The hall from above: each seat by shape, colour and word. The rostrum is at the top, row 1 nearest to it.
import { html, nothing, svg } from "../../vendor/lit-html.js";
import { t } from "../words.js";

const WIDE = 100;
const HIGH = 82;
const SHOWN_NAMES = 150; // beyond this many seats a name would be smaller than it can be read

/** `vote` is the poll whose papers are shown, or null; `pick(seat)` opens a seat, where the page may. */
export function seatMap(seats, vote, pick) {
  const columns = seats.map((seat) => seat.column);
  const rows = seats.map((seat) => seat.row);
  const [left, top] = [Math.min(...columns), Math.min(...rows)];
  const box = [0, 0, (Math.max(...columns) - left + 1) * WIDE, (Math.max(...rows) - top + 1) * HIGH];
  return html`
    <figure class="seat-map">
      <p class="rostrum">${t("map.rostrum")}</p>
      <svg viewBox=${box.join(" ")} role="group" aria-label=${t("map.title")} class=${seats.length > SHOWN_NAMES ? "dense" : ""}>
        ${seats.map((seat) => seatShape(seat, vote, pick, (seat.column - left) * WIDE, (seat.row - top) * HIGH))}
      </svg>
    </figure>`;
}

const seatShape = (seat, vote, pick, x, y) => svg`
  <g class=${seatClass(seat, vote)} transform="translate(${x} ${y})" data-seat=${seat.seat}
     role=${pick ? "button" : "img"} tabindex=${pick ? "0" : "-1"} aria-label=${spoken(seat, vote)}
     @click=${() => pick?.(seat)} @keydown=${(event) => pressed(event, () => pick?.(seat))}>
    <rect class="chair" x="5" y="4" width="90" height="72" rx="7"></rect>
    <text class="seat-name" x="50" y="34">${short(seat.name ?? seat.seat)}</text>
    ${seatMark(seat, vote)}
    ${corner(seat)}
  </g>`;

const short = (name) => (name.length > 4 ? `${name.slice(0, 3)}…` : name);
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

const seatMark = (seat, vote) => {
  const paper = paperOf(seat, vote);
  if (paper === "cast") return svg`<path class="tick" d="M36 54 l10 11 19 -21"></path>`;
  if (paper === "drawn") return svg`<circle class="ring" cx="50" cy="56" r="10"></circle><path class="half" d="M50 46 a10 10 0 0 1 0 20 z"></path>`;
  if (paper === "none") return svg`<circle class="ring" cx="50" cy="56" r="10"></circle>`;
  return svg`<text class="seat-word" x="50" y="64">${seat.member && !here(seat) ? t(`map.short_${seat.attendance ?? "absent"}`) : seat.name ? seat.seat : ""}</text>`;
};

const broken = (seat) => seat.device === "enrolled" && !seat.online;

const corner = (seat) => {
  if (seat.device === "pending") return svg`<path class="pending" d="M82 50 l11 11 -11 11 -11 -11 z"></path>`;
  if (broken(seat)) return svg`<path class="offline" d="M82 49 l12 21 h-24 z"></path>`;
  return seat.device === "enrolled" ? nothing : svg`<path class="no-device" d="M75 54 l14 14 M89 54 l-14 14"></path>`;
};
