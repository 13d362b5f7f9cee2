// Axes of an array with their coordinates, what is chosen on each, and the slice text that says so.

import { number } from "./format.js";
import { instant, instantText } from "./instants.js";

// Axes with more coordinates than these are told by samples, and what stands between is reckoned.
const MOST_COORDINATES = 200_000;
const SAMPLES = 4096;

/** How far apart the coordinates are that an axis of a size is asked for. */
export const strideOf = (size) => (size > MOST_COORDINATES ? Math.ceil(size / SAMPLES) : 1);

/** An axis of an answer of `subset/description`. */
export function axisOf(name, size, given = {}, { scale, labels } = {}) {
  const kind = given.times ? "time" : given.labels ? "label" : given.values ? "value" : "position";
  const told = given.times || given.labels || given.values || null;
  const stride = strideOf(size);
  if (stride === 1 || !told) return { name, size, kind, scale, coordinates: told };
  if (kind === "label") return { name, size, kind, scale, coordinates: labels || null };
  return { name, size, kind, scale, coordinates: null, samples: { stride, at: kind === "time" ? told.map(instant) : told } };
}

/** The coordinate of a position; undefined where the axis has none. Between samples it is on the line from one to the next. */
export function coordinateOf(axis, position) {
  if (axis.coordinates) return axis.coordinates[position] ?? undefined;
  if (!axis.samples) return undefined;
  const { stride, at } = axis.samples;
  const below = Math.min(Math.floor(position / stride), at.length - 2);
  const [from, to] = [at[below], at[below + 1]];
  const past = position - below * stride;
  if (axis.kind === "time") return from === null || to === null ? undefined : instantText(from + ((to - from) * BigInt(past)) / BigInt(stride));
  return from + ((to - from) * past) / stride;
}

export function shown(axis, position) {
  const at = coordinateOf(axis, position);
  if (at === undefined) return String(position);
  return axis.kind === "value" ? number(at) : String(at);
}

const NORTH = /^(lat|latitude|nav_lat|y)$/i;

/** Whether larger coordinates belong to the top of a picture, as latitudes do. */
export function isNorthUp(axis) {
  return axis.kind === "value" && NORTH.test(axis.scale || axis.name) && axis.size > 1 && coordinateOf(axis, 0) < coordinateOf(axis, axis.size - 1);
}

/** Everything of every axis but those that a picture cannot show: of these the first position. */
export function firstChoice(axes) {
  const large = axes.filter((axis) => axis.size > 1 && axis.kind !== "label");
  const pictured = new Set((large.length ? large : axes).slice(-2).map((axis) => axis.name));
  return axes.map((axis) => (pictured.has(axis.name) || axis.size === 0 ? { start: 0, stop: axis.size } : { at: 0 }));
}

export const isRange = (choice) => choice.at === undefined;
export const countOf = (choice) => (isRange(choice) ? Math.max(0, choice.stop - choice.start) : 1);

/** The slice text of choices: positions, in the order of the axes, with the steps that are more than 1. */
export function sliceText(axes, choices, steps = []) {
  return choices
    .map((choice, i) => {
      if (!isRange(choice)) return String(choice.at);
      const isWhole = choice.start === 0 && choice.stop === axes[i].size;
      const step = steps[i] > 1 ? `:${steps[i]}` : "";
      return isWhole ? `:${step}` : `${choice.start}:${choice.stop}${step}`;
    })
    .join(",");
}

/** Choices of a text of positions alone; null where only the server knows what it means. */
export function parse(text, axes) {
  const parts = text.replace(/^\s*\[|\]\s*$/g, "").split(",").map((part) => part.trim());
  const rest = parts.indexOf("...");
  if (rest >= 0) parts.splice(rest, 1, ...Array(Math.max(0, axes.length - parts.length + 1)).fill(":"));
  while (parts.length < axes.length) parts.push(":");
  if (parts.length > axes.length) return null;
  const choices = parts.map((part, i) => choiceOf(part, axes[i].size));
  return choices.includes(null) ? null : choices;
}

function choiceOf(part, size) {
  const inside = (n) => Math.min(size, Math.max(0, n < 0 ? n + size : n));
  if (/^-?\d+$/.test(part)) {
    const n = Number(part);
    const at = n < 0 ? n + size : n;
    return at >= 0 && at < size ? { at } : null;
  }
  const range = /^(-?\d*):(-?\d*)$/.exec(part);
  if (!range) return null;
  const start = range[1] === "" ? 0 : inside(Number(range[1]));
  const stop = range[2] === "" ? size : inside(Number(range[2]));
  return start < stop ? { start, stop } : null;
}

/** Choices of a slice that the server has resolved, axis by axis; null for steps and lists. */
export function choicesOf(description) {
  return description.axes.map(({ selected, dropped }) => {
    const [start, stop] = selected.split(":").map(Number);
    if (!/^\d+(:\d+)?$/.test(selected)) return null;
    return dropped ? { at: start } : { start, stop };
  });
}

/** The position whose coordinate is nearest to a typed value; -1 if it means nothing here. */
export function nearest(axis, text) {
  if (axis.kind === "position" || (!axis.coordinates && !axis.samples)) return /^\d+$/.test(text) && Number(text) < axis.size ? Number(text) : -1;
  if (axis.kind === "label") return axis.coordinates.indexOf(text);
  if (text === "") return -1;
  const same = axis.coordinates ? axis.coordinates.findIndex((one) => String(one) === text) : -1;
  if (same >= 0) return same;
  const isTime = axis.kind === "time";
  const wanted = isTime ? instant(text) : Number(text);
  if (wanted === null || (!isTime && !Number.isFinite(wanted))) return -1;
  const best = closest(axis.coordinates ? (isTime ? axis.coordinates.map(instant) : axis.coordinates) : axis.samples.at, wanted);
  return best < 0 || axis.coordinates ? best : between(axis, best, wanted);
}

function closest(at, wanted) {
  let best = -1;
  let least = null;
  at.forEach((one, i) => {
    if (one === null) return;
    const away = one < wanted ? wanted - one : one - wanted;
    if (least === null || away < least) {
      least = away;
      best = i;
    }
  });
  return best;
}

/** The position nearest to a value, known to be about a sample. */
function between(axis, best, wanted) {
  const { stride, at } = axis.samples;
  const isRising = at[1] > at[0];
  const below = Math.min(at.length - 2, Math.max(0, at[best] === wanted || at[best] < wanted === isRising ? best : best - 1));
  const [from, to] = [at[below], at[below + 1]];
  const past = from === to ? 0 : axis.kind === "time" ? Number((wanted - from) * 1_000_000n / (to - from)) / 1e6 : (wanted - from) / (to - from);
  return Math.min(axis.size - 1, Math.max(0, Math.round((below + past) * stride)));
}
