// Drawings of cells: a plane of colours, lines, a histogram.

import { html, useEffect, useMemo, useRef, useState } from "./preact.js";
import { coast, isMap, pathOf } from "./coast.js";
import { extent, scale, table } from "./colors.js";
import { coordinateOf, isNorthUp, shown } from "./axes.js";
import { instant } from "./instants.js";
import { number, teller } from "./format.js";

/**
 * A plane. `plane` has `cells` of `rows` times `columns`, the axes `y` and `x` and the first
 * position and the step of each.
 */
export function Heat({ plane, map, range, isLog, hasCoast, unit, label, isTime }) {
  const text = teller(isTime);
  const canvas = useRef(null);
  const [under, setUnder] = useState(null);
  const isFlipped = isNorthUp(plane.y.axis);
  const [low, high] = range || extent(plane.cells, isLog);
  useEffect(() => paint(canvas.current, plane, isFlipped, scale(low, high, isLog), table(map)), [plane, map, low, high, isLog]);
  const find = (event) => {
    const box = canvas.current.getBoundingClientRect();
    const column = clamp(Math.floor(((event.clientX - box.left) / box.width) * plane.columns), plane.columns);
    const line = clamp(Math.floor(((event.clientY - box.top) / box.height) * plane.rows), plane.rows);
    setUnder({ row: isFlipped ? plane.rows - 1 - line : line, column });
  };
  const move = (event) => {
    const steps = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [isFlipped ? 1 : -1, 0], ArrowDown: [isFlipped ? -1 : 1, 0] }[event.key];
    if (!steps) return;
    event.preventDefault();
    const at = under || { row: plane.rows >> 1, column: plane.columns >> 1 };
    setUnder({ row: clamp(at.row + steps[0], plane.rows), column: clamp(at.column + steps[1], plane.columns) });
  };
  // The plane may have become smaller under the pointer.
  const at = under && { row: clamp(under.row, plane.rows), column: clamp(under.column, plane.columns) };
  const told = at
    ? `${nameOf(plane.y.axis)} ${coordinate(plane.y, at.row)}, ${nameOf(plane.x.axis)} ${coordinate(plane.x, at.column)}: ` +
      `${text(plane.cells[at.row * plane.columns + at.column])}${unit ? " " + unit : ""}`
    : "Point at the picture, or use the arrow keys on it, to read a value.";
  const ends = [0, plane.rows - 1].map((row) => coordinate(plane.y, isFlipped ? plane.rows - 1 - row : row));
  return html`<figure class="heat">
    <div class="frame">
      <div class="ends rows" aria-hidden="true"><span>${ends[0]}</span><b>${nameOf(plane.y.axis)}</b><span>${ends[1]}</span></div>
      <div class="plane"><canvas ref=${canvas} width=${plane.columns} height=${plane.rows} tabindex="0" role="img"
        aria-label=${`Picture of ${label}: ${plane.rows} by ${plane.columns} values from ${text(low)} to ${text(high)}`}
        onPointerDown=${find} onPointerMove=${find} onPointerLeave=${() => setUnder(null)} onKeyDown=${move}></canvas>
        ${hasCoast && isMap(plane.y.axis, plane.x.axis) && html`<${Coast} plane=${plane} isFlipped=${isFlipped} />`}</div>
      <div class="ends columns" aria-hidden="true"><span>${coordinate(plane.x, 0)}</span><b>${nameOf(plane.x.axis)}</b><span>${coordinate(plane.x, plane.columns - 1)}</span></div>
    </div>
    <${Legend} map=${map} low=${text(low)} high=${text(high)} isLog=${isLog} unit=${unit} />
    <figcaption aria-live="polite" class="under">${told}</figcaption>
  </figure>`;
}

/** Coastlines above the picture, as far as they can be had: a picture without them is one as well. */
function Coast({ plane, isFlipped }) {
  const [lines, setLines] = useState(null);
  useEffect(() => {
    let isOver = false;
    coast().then((found) => isOver || setLines(found), () => {});
    return () => void (isOver = true);
  }, []);
  const path = useMemo(() => lines && pathOf(lines, plane, isFlipped), [lines, plane, isFlipped]);
  return path ? html`<svg class="coast" viewBox=${`0 0 ${plane.columns} ${plane.rows}`} preserveAspectRatio="none" aria-hidden="true"><path class="halo" d=${path} /><path d=${path} /></svg>` : null;
}

const nameOf = (axis) => axis.scale || axis.name;

const clamp = (n, size) => Math.min(size - 1, Math.max(0, n));

function coordinate(side, n) {
  const first = side.start + n * side.step;
  if (side.step === 1 || !side.isMean) return shown(side.axis, first);
  const last = Math.min(side.axis.size, first + side.step) - 1;
  return `${shown(side.axis, first)} to ${shown(side.axis, last)}`;
}

function paint(canvas, plane, isFlipped, place, colors) {
  const context = canvas.getContext("2d");
  const image = context.createImageData(plane.columns, plane.rows);
  const pixels = new Uint32Array(image.data.buffer);
  for (let row = 0; row < plane.rows; row++) {
    const line = (isFlipped ? plane.rows - 1 - row : row) * plane.columns;
    for (let column = 0; column < plane.columns; column++) {
      const at = place(plane.cells[row * plane.columns + column]);
      // What has no value is left out, and the ground shows.
      pixels[line + column] = Number.isNaN(at) ? 0 : colors[Math.min(255, Math.max(0, Math.round(at * 255)))];
    }
  }
  context.putImageData(image, 0, 0);
}

function Legend({ map, low, high, isLog, unit }) {
  const canvas = useRef(null);
  useEffect(() => {
    const context = canvas.current.getContext("2d");
    const image = context.createImageData(256, 1);
    new Uint32Array(image.data.buffer).set(table(map));
    context.putImageData(image, 0, 0);
  }, [map]);
  return html`<div class="legend"><span>${low}</span><canvas ref=${canvas} width="256" height="1" aria-hidden="true"></canvas>
    <span>${high}${unit ? " " + unit : ""}</span>${isLog && html`<span>(log)</span>`}</div>`;
}

const STROKES = ["#3b78c4", "#c4553b", "#2f8f5b", "#8c5bb5", "#b0811f", "#2a8fa3", "#b8487f", "#6b6b6b", "#5a7d1e", "#a0522d", "#4657b8", "#8a3a3a"];

/** Lines over one axis. `series` are `{label, cells}`. */
export function Lines({ x, series, isLog, unit, label, isTime: areTimes }) {
  const text = teller(areTimes);
  const place = useRef(null);
  const drawn = useRef(null);
  const [told, setTold] = useState("");
  useEffect(() => {
    const { at, isTime, since } = placesOf(x, series[0].cells.length);
    const ends = series.map((one) => Array.from(one.cells, (v) => (Number.isFinite(v) && !(isLog && v <= 0) ? v : null)));
    const order = at.map((_, i) => i).sort((a, b) => at[a] - at[b]);
    const data = [order.map((i) => at[i]), ...ends.map((line) => order.map((i) => line[i]))];
    const ink = getComputedStyle(document.documentElement).getPropertyValue("--ink").trim();
    const grid = { stroke: ink, grid: { stroke: "#8884", width: 1 }, ticks: { stroke: "#8884" } };
    const names = x.axis.kind === "label" ? { values: (_, splits) => splits.map((n) => (Number.isInteger(n) ? x.axis.coordinates?.[n] || "" : "")) } : {};
    const plot = new window.uPlot(
      {
        width: place.current.clientWidth,
        height: 320,
        tzDate: (seconds) => window.uPlot.tzDate(new Date(seconds * 1000), "Etc/UTC"),
        scales: { x: { time: isTime }, y: isLog ? { distr: 3 } : {} },
        axes: [{ ...grid, label: since ? `${nameOf(x.axis)}, nanoseconds after ${since}` : nameOf(x.axis), ...names }, { ...grid, label: unit || undefined, size: areTimes ? 170 : 70, ...(areTimes ? { values: (_, splits) => splits.map(text) } : {}) }],
        series: [{ label: nameOf(x.axis) }, ...series.map((one, i) => ({ label: one.label, stroke: STROKES[i % STROKES.length], width: 1.5, points: { show: at.length < 60 }, ...(areTimes ? { value: (_, v) => (v === null || v === undefined ? "--" : text(v)) } : {}) }))],
      },
      data,
      place.current,
    );
    drawn.current = { plot, data, order, at: -1 };
    setTold("");
    const observer = new ResizeObserver(() => plot.setSize({ width: place.current.clientWidth, height: 320 }));
    observer.observe(place.current);
    return () => {
      observer.disconnect();
      plot.destroy();
      drawn.current = null;
    };
  }, [x, series, isLog, unit]);
  const move = (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step || !drawn.current) return;
    event.preventDefault();
    const { plot, data, order, at } = drawn.current;
    const next = clamp(at + step, order.length);
    drawn.current.at = next;
    plot.setCursor({ left: plot.valToPos(data[0][next], "x"), top: 0 });
    const values = series.map((one) => `${series.length > 1 ? `${one.label}: ` : ""}${text(one.cells[order[next]])}${unit ? ` ${unit}` : ""}`);
    setTold(`${nameOf(x.axis)} ${coordinate(x, order[next])}: ${values.join("; ")}`);
  };
  return html`<figure><div class="lines" tabindex="0" role="img" aria-label=${`Lines of ${label} over ${nameOf(x.axis)}`} onKeyDown=${move} ref=${place}></div>
    <figcaption aria-live="polite" class="under">${told || "Point at the lines, or use the arrow keys on them, to read values."}</figcaption></figure>`;
}

/** Places of a line, seconds for times. Times less than a millisecond apart, which the clock of the axis cannot tell, are nanoseconds from the first on. */
function placesOf(x, length) {
  const at = Array.from({ length }, (_, i) => coordinateOf(x.axis, Math.min(x.axis.size - 1, x.start + i * x.step)));
  if (x.axis.kind === "value") return { at, isTime: false };
  const times = x.axis.kind === "time" ? at.map(instant) : [null];
  if (times.includes(null) || times.includes(undefined)) return { at: at.map((_, i) => x.start + i * x.step), isTime: false };
  const isFine = length > 1 && times.some((one, i) => i > 0 && one - times[i - 1] < 1_000_000n && times[i - 1] - one < 1_000_000n);
  if (isFine) return { at: times.map((one) => Number(one - times[0])), isTime: false, since: at[0] };
  return { at: times.map((one) => Number(one / 1_000_000n) / 1000), isTime: true };
}

/** How often cells have which values. */
export function Histogram({ cells, unit, label, isTime }) {
  const text = teller(isTime);
  const canvas = useRef(null);
  const [low, high] = extent(cells);
  const bins = new Array(60).fill(0);
  let counted = 0;
  for (const x of cells) {
    if (!Number.isFinite(x)) continue;
    bins[Math.min(59, Math.floor(((x - low) / (high - low || 1)) * 60))]++;
    counted++;
  }
  useEffect(() => {
    const context = canvas.current.getContext("2d");
    const most = Math.max(...bins);
    context.clearRect(0, 0, 720, 260);
    context.fillStyle = "#31688e";
    bins.forEach((n, i) => context.fillRect(i * 12 + 1, 260 - (n / most) * 250, 10, (n / most) * 250));
  }, [cells]);
  return html`<figure class="histogram"><canvas ref=${canvas} width="720" height="260" role="img" aria-label=${`Histogram of ${label}`}></canvas>
    <div class="legend"><span>${text(low)}</span><b>${counted.toLocaleString("en")} values, ${(cells.length - counted).toLocaleString("en")} without</b>
    <span>${text(high)}${unit ? " " + unit : ""}</span></div></figure>`;
}
