// Which item of the agenda stands open for writing: its place from 0, or null.
import { signal } from "../../vendor/signals-core.js";

export const openItem = signal(null);
