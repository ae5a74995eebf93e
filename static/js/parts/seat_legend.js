// What the shapes of the seat map mean, in words.
import { html, svg } from "../../vendor/lit-html.js";
import { t } from "../words.js";

const sample = (kind, inner = svg``) => html`<svg viewBox="0 0 100 82" aria-hidden="true"><g class="seat ${kind}">
  <rect class="chair" x="5" y="4" width="90" height="72" rx="7"></rect>${inner}</g></svg>`;

const ring = svg`<circle class="ring" cx="50" cy="40" r="16"></circle>`;
const half = svg`<circle class="ring" cx="50" cy="40" r="16"></circle><path class="half" d="M50 24 a16 16 0 0 1 0 32 z"></path>`;
const tick = svg`<path class="tick" d="M28 40 l16 16 28 -32"></path>`;
const diamond = svg`<path class="pending" d="M50 18 l22 22 -22 22 -22 -22 z"></path>`;
const triangle = svg`<path class="offline" d="M50 16 l26 44 h-52 z"></path>`;
const cross = svg`<path class="no-device" d="M32 22 l36 36 M68 22 l-36 36"></path>`;

export const seatLegend = (voting) => html`
  <ul class="legend">
    ${entry(sample("present"), "attendance.present")}
    ${entry(sample("absent"), "map.not_here")}
    ${voting ? [entry(sample("present none", ring), "map.none"), entry(sample("present drawn", half), "map.drawn"), entry(sample("present cast", tick), "map.cast")] : []}
    ${entry(sample("present", triangle), "map.offline")}
    ${entry(sample("present", diamond), "device.pending")}
    ${entry(sample("present", cross), "map.no_device")}
  </ul>`;

const entry = (shape, key) => html`<li>${shape} ${t(key)}</li>`;
