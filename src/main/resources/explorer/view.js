// The page of one array: its axes, a slice, a picture of it, and ways to take it along.

import { html, useEffect, useMemo, useRef, useState } from "./preact.js";
import { download, json, request } from "./api.js";
import { axisOf, choicesOf, coordinateOf, countOf, firstChoice, isRange, parse, sliceText, strideOf } from "./axes.js";
import { AxisPicker } from "./pickers.js";
import { extent, names as maps } from "./colors.js";
import { isMap } from "./coast.js";
import { cellsOfCsv } from "./csv.js";
import { bytes, count, isDrawable, isReducible, itemSize, teller } from "./format.js";
import { decode } from "./npy.js";
import { Busy, Copy, Fault, Select, useLoad, useTold } from "./parts.js";
import { Figures } from "./figures.js";
import { Heat, Histogram, Lines } from "./plots.js";
import { snippets } from "./snippets.js";
import { Upload } from "./upload.js";

const PIXELS = 400;
const LISTED = 200;
const MOST_AWAITED = 2 ** 24;
const LINES = 12;
const KINDS = { heat: "colours", lines: "lines", histogram: "histogram", value: "value" };
// Endings of files, and the formats that they are asked for by.
const FORMATS = { npy: "npy", csv: "csv", json: "json", nc: "netcdf", "zarr.zip": "zarr", npz: "npz", arrow: "arrow", png: "png", svg: "svg", raw: "raw" };

/** The axes of an array: with every coordinate, or with samples of the axes that are too long for that. */
async function described(address, shape, signal) {
  const ask = (query) => json(`${address}/subset/description?${query}`, { signal });
  const sizes = shape ?? (await ask("positions=true")).shape;
  const strides = sizes.map(strideOf);
  if (strides.every((stride) => stride === 1)) return ask("");
  return { ...(await ask(`slice=${strides.map((stride) => (stride > 1 ? `::${stride}` : ":")).join(",")}`)), shape: sizes };
}

/** `address` is that of the array, without `/subset`; `options` are those of the page's address. */
export function ArrayView({ address, document: array, options, setOptions, access, zarr, variable, open, title }) {
  const { value: whole, problem } = useLoad((signal) => described(address, array?.shape, signal), [address]);
  if (problem) return html`<${Fault} problem=${problem} />`;
  if (!whole) return html`<${Busy} what="Reading the axes" />`;
  return html`<${Sliced} ...${{ address, document: array, options, setOptions, access, zarr, variable, open, title, whole }} />`;
}

function Sliced({ address, document: array, options, setOptions, access, zarr, variable, open, title, whole }) {
  const axes = useMemo(() => whole.axes.map((axis, i) => axisOf(axis.name, whole.shape[i], axis, array?.dimensions?.[i])), [whole]);
  const choices = useMemo(() => (options.slice && parse(options.slice, axes)) || firstChoice(axes), [options.slice, axes]);
  const text = sliceText(axes, choices);
  const [typed, setTyped] = useState(text);
  const [fault, setFault] = useState(null);
  const asked = useRef(null);
  // What the server says of a text is of no use once something else is chosen, or another page is open.
  useEffect(() => {
    setTyped(text);
    return () => asked.current?.abort();
  }, [text]);
  const choose = (i, choice) => setOptions({ slice: sliceText(axes, choices.map((old, n) => (n === i ? choice : old))) });
  const take = async () => {
    setFault(null);
    asked.current?.abort();
    const own = parse(typed, axes);
    if (own) return setOptions({ slice: sliceText(axes, own) });
    const call = (asked.current = new AbortController());
    try {
      const found = choicesOf(await json(`${address}/subset/description?positions=true&slice=${encodeURIComponent(typed)}`, { signal: call.signal }));
      if (call.signal.aborted) return;
      if (found.includes(null)) throw new Error("This slice has steps or lists, which the pickers cannot show; use its address instead.");
      setOptions({ slice: sliceText(axes, found) });
    } catch (e) {
      if (!call.signal.aborted) setFault(e);
    }
  };
  const [written, setWritten] = useState(0);
  const cells = choices.reduce((n, choice) => n * countOf(choice), 1);
  const size = cells * itemSize(whole.dtype);
  return html`<section class="array">
    <h1>${title}</h1>
    <p class="facts">${whole.dtype}, ${axes.map((axis) => `${axis.name} ${count(axis.size)}`).join(" × ") || "one value"}${array?.attributes?.units ? `, ${array.attributes.units}` : ""}</p>
    <div class="pickers" role="group" aria-label="Axes">
      ${axes.map((axis, i) => html`<${AxisPicker} key=${axis.name} axis=${axis} choice=${choices[i]} onChoose=${(choice) => choose(i, choice)} />`)}
    </div>
    <form class="slice" onSubmit=${(e) => (e.preventDefault(), take())}>
      <label for="slice">Slice</label>
      <input id="slice" value=${typed} spellcheck=${false} autocomplete="off" onInput=${(e) => setTyped(e.target.value)} />
      <button>Apply</button>
      <output>${count(cells)} ${cells === 1 ? "value" : "values"}, ${bytes(size)} of ${bytes(axes.reduce((n, axis) => n * axis.size, 1) * itemSize(whole.dtype))}</output>
    </form>
    <${Fault} problem=${fault} />
    <${Picture} ...${{ address, axes, choices, whole, array, options, setOptions, title, choose, written }} />
    ${isReducible(whole.dtype) && cells > 0 && html`<${Figures} key=${`${text} ${written}`} address=${address} slice=${text} unit=${array?.attributes?.units} />`}
    <${Take} ...${{ address, text, zarr, variable, open }} />
    ${access.write && html`<${Upload} address=${`${address}/subset?slice=${text}`} what="cells into this slice" accept=".npy,.csv,.json" convert=${(file) => cellsOfCsv(file, axes, choices, whole.dtype)} onDone=${() => setWritten((n) => n + 1)} />`}
  </section>`;
}

/** Axes of the picture: the last two ranges, the shown lines, or one of them. */
function Picture({ address, axes, choices, whole, array, options, setOptions, title, choose, written }) {
  const isDrawing = useRef(false);
  const plays = useRef(false);
  const ranged = axes.map((_, i) => i).filter((i) => isRange(choices[i]) && countOf(choices[i]) > 1);
  const kinds = ranged.length === 0 ? ["value"] : ranged.length === 1 ? ["lines", "histogram"] : ["heat", "lines", "histogram"];
  const kind = kinds.includes(options.plot) ? options.plot : kinds[0];
  if (choices.some((choice) => countOf(choice) === 0)) return html`<p>There are no cells here yet.</p>`;
  const isLog = options.log === "1";
  const canMap = kind === "heat" && isMap(...ranged.slice(-2).map((i) => axes[i]));
  const hasCoast = options.coast !== "0";
  const range = options.range?.split(",").map(Number).filter(Number.isFinite);
  const unit = array?.attributes?.units;
  if (!isDrawable(whole.dtype)) return html`<${Table} ...${{ address, axes, choices, written }} />`;
  return html`<div class="picture">
    <div class="controls" role="group" aria-label="Picture">
      <${Select} label="Show" value=${kind} onChoose=${(plot) => setOptions({ plot })} options=${kinds.map((one) => [one, KINDS[one]])} />
      ${kind === "heat" && html`<${Select} label="Palette" value=${options.map || "viridis"} onChoose=${(map) => setOptions({ map })} options=${maps} />
        <label>Range <input class="range" placeholder="low,high" value=${options.range || ""} onChange=${(e) => setOptions({ range: e.target.value })} /></label>`}
      ${canMap && html`<label><input type="checkbox" checked=${hasCoast} onChange=${(e) => setOptions({ coast: e.target.checked ? "" : "0" })} /> coastlines</label>`}
      <label><input type="checkbox" checked=${isLog} onChange=${(e) => setOptions({ log: e.target.checked ? "1" : "" })} /> log</label>
      <${Player} ...${{ axes, choices, choose, isDrawing, isPlaying: plays }} />
    </div>
    <${Cells} ...${{ address, axes, choices, ranged, whole, kind, map: options.map || "viridis", range: range?.length === 2 ? range : null, isLog, hasCoast, unit, title, written, isDrawing, isPlaying: plays, fill: array?.fill_value }} />
  </div>`;
}

/** What is asked for: the box, thinned on the server so that no more comes than can be seen. */
function planOf(axes, choices, ranged, kind, dtype) {
  const shownAxes = kind === "heat" ? ranged.slice(-2) : ranged.slice(-1);
  const wanted = choices.map((choice, i) => {
    if (!isRange(choice) || shownAxes.includes(i)) return choice;
    return kind === "heat" ? { at: choice.start } : kind === "lines" && i === ranged.at(-2) ? { start: choice.start, stop: Math.min(choice.stop, choice.start + LINES) } : kind === "histogram" ? choice : { at: choice.start };
  });
  const most = kind === "lines" ? 4 * PIXELS : PIXELS;
  const steps = wanted.map((choice, i) => {
    const many = countOf(choice);
    const isThinned = isRange(choice) && (kind === "histogram" || shownAxes.includes(i));
    const limit = kind === "histogram" ? Math.max(1, Math.floor(250_000 ** (1 / Math.max(1, ranged.length)))) : most;
    return isThinned && many > limit ? Math.ceil(many / limit) : 1;
  });
  const isThinned = steps.some((step) => step > 1);
  const isCoarse = isThinned && isReducible(dtype);
  const coarsen = steps.map((step, i) => (step > 1 ? `"${axes[i].name.replaceAll('"', '""')}":${step}` : "")).filter(Boolean).join(",");
  const sampled = `slice=${sliceText(axes, wanted, steps)}`;
  const query = isCoarse ? `slice=${sliceText(axes, wanted)}&coarsen=${encodeURIComponent(coarsen)}&reduce=mean` : sampled;
  return { wanted, steps, query, sampled, cells: wanted.reduce((n, choice) => n * countOf(choice), 1), isCoarse, isThinned, shownAxes };
}

/** What a picture shows, for those who do not see that it is another one. */
function drawnText({ kind, cells, exact, isTime }, unit) {
  const text = teller(isTime);
  const [low, high] = extent(cells);
  const measured = unit ? ` ${unit}` : "";
  if (cells.length === 1) return `The value is ${Number.isNaN(cells[0]) ? "missing" : (exact ?? text(cells[0]))}${measured}`;
  return `${KINDS[kind]} of ${count(cells.length)} values, ${text(low)} to ${text(high)}${measured}`;
}

function Cells({ address, axes, choices, ranged, whole, kind, map, range, isLog, hasCoast, unit, title, written, isDrawing, isPlaying, fill }) {
  const plan = planOf(axes, choices, ranged, kind, whole.dtype);
  const { value, problem, isBusy, again } = useLoad(async (signal, show) => {
    // Means of very many cells take their time; single cells are there at once.
    if (plan.isCoarse && plan.cells > MOST_AWAITED) show(await drawable({ ...plan, isCoarse: false, query: plan.sampled }, signal));
    return drawable(plan, signal);
  }, [address, plan.query, kind, written]);
  isDrawing.current = isBusy;
  useTold(value && !isBusy && !isPlaying.current ? drawnText(value, unit) : "");
  async function drawable(plan, signal) {
    const answer = await request(`${address}/subset?${plan.query}`, { signal, headers: { Accept: "application/x-npy" } });
    const got = decode(await answer.arrayBuffer());
    const isFill = typeof fill === "number" && !plan.isCoarse;
    // What is drawn belongs to the cells that came, not to what was chosen meanwhile.
    return { plan, kind, isTime: got.isTime, exact: got.exact, shape: got.shape, cells: isFill ? Float64Array.from(got.cells, (x) => (x === fill ? NaN : x)) : got.cells };
  }
  if (problem) return html`<${Fault} problem=${problem} /><p><button type="button" onClick=${again}>Try again</button></p>`;
  if (!value) return html`<${Busy} />`;
  return html`<div class=${isBusy ? "drawn waits" : "drawn"}>
    <${Drawn} ...${{ value, axes, map, range, isLog, hasCoast, unit, title }} />
    ${value.plan.isThinned && html`<p class="note">Drawn from ${value.plan.isCoarse ? "means" : "single cells, one of"}: ${axes.map((axis, i) => (value.plan.steps[i] > 1 ? `${value.plan.steps[i]} along ${axis.name}` : "")).filter(Boolean).join(", ")}. Choose less to see single cells.</p>`}
  </div>`;
}

function Drawn({ value, axes, map, range, isLog, hasCoast, unit, title }) {
  const { plan, kind, shape, cells, isTime } = value;
  const sideOf = (i) => ({ axis: axes[i], start: plan.wanted[i].start, step: plan.steps[i], isMean: plan.isCoarse });
  const drawn = useMemo(() => {
    if (kind === "heat") return { plane: { cells, rows: shape[0], columns: shape[1], y: sideOf(plan.shownAxes[0]), x: sideOf(plan.shownAxes[1]) } };
    if (kind === "lines") return { x: sideOf(plan.shownAxes[0]), series: seriesOf(value, axes) };
    return {};
  }, [value]);
  if (cells.length === 0) return html`<p>The blocks of the means are larger than this slice; choose more.</p>`;
  if (kind === "heat") return html`<${Heat} plane=${drawn.plane} ...${{ map, range, isLog, hasCoast, unit, isTime, label: title }} />`;
  if (kind === "lines") return html`<${Lines} x=${drawn.x} series=${drawn.series} ...${{ isLog, unit, isTime, label: title }} />`;
  if (kind === "histogram") return html`<${Histogram} ...${{ cells, unit, isTime, label: title }} />`;
  const one = cells[0];
  return html`<p class="single">${Number.isNaN(one) ? "no value" : (value.exact ?? String(one))} ${unit}</p>`;
}

function seriesOf({ plan, shape, cells }, axes) {
  const length = shape.at(-1);
  const lines = plan.wanted.findIndex((choice, i) => isRange(choice) && i !== plan.shownAxes[0]);
  return Array.from({ length: cells.length / length }, (_, n) => ({
    label: lines < 0 ? "value" : String(coordinateOf(axes[lines], plan.wanted[lines].start + n) ?? plan.wanted[lines].start + n),
    cells: cells.subarray(n * length, (n + 1) * length),
  }));
}

/** Goes along an axis of which one position is shown, as fast as pictures come. */
function Player({ axes, choices, choose, isDrawing, isPlaying: plays }) {
  const fixed = axes.map((_, i) => i).filter((i) => !isRange(choices[i]) && axes[i].size > 1);
  const [along, setAlong] = useState(null);
  const axis = fixed.includes(along) ? along : fixed[0];
  const [isPlaying, setPlaying] = useState(false);
  const next = useRef(null);
  next.current = () => axis !== undefined && !isDrawing.current && choose(axis, { at: (choices[axis].at + 1) % axes[axis].size });
  useEffect(() => {
    plays.current = isPlaying;
    if (!isPlaying) return undefined;
    const timer = setInterval(() => next.current(), 500);
    return () => clearInterval(timer);
  }, [isPlaying]);
  if (axis === undefined) return null;
  return html`<span class="player"><button type="button" onClick=${() => setPlaying(!isPlaying)}><span aria-hidden="true">${isPlaying ? "❚❚" : "▶"}</span> ${isPlaying ? "Stop" : "Play"}</button>
    <${Select} label="along" value=${axis} onChoose=${(i) => setAlong(Number(i))} options=${fixed.map((i) => [i, axes[i].name])} /></span>`;
}

/** No more of the chosen cells than are listed, those of the last axes first. */
function firstCells(choices) {
  let room = LISTED;
  return choices
    .map((choice) => ({ ...choice }))
    .reverse()
    .map((choice) => {
      if (!isRange(choice)) return choice;
      const stop = Math.min(choice.stop, choice.start + room);
      room = Math.max(1, Math.floor(room / (stop - choice.start)));
      return { start: choice.start, stop };
    })
    .reverse();
}

/** Cells that are no numbers, the first of them. */
function Table({ address, axes, choices, written }) {
  const slice = sliceText(axes, firstCells(choices));
  const chosen = choices.reduce((n, choice) => n * countOf(choice), 1);
  const { value, problem } = useLoad((signal) => json(`${address}/subset?slice=${slice}&format=json`, { signal }), [address, slice, written]);
  if (problem) return html`<${Fault} problem=${problem} />`;
  if (!value) return html`<${Busy} />`;
  const flat = [value.data].flat(Infinity);
  return html`<div><ol class="values" tabindex="0" aria-label="Values">${flat.map((one) => html`<li>${one === null ? html`<i>no value</i>` : typeof one === "object" ? JSON.stringify(one) : String(one)}</li>`)}</ol>
    ${flat.length < chosen && html`<p class="note">${count(flat.length)} of ${count(chosen)} values.</p>`}</div>`;
}

function Take({ address, text, zarr, variable, open }) {
  const all = snippets({ address, slice: text, zarr, variable, open });
  const [chosen, setChosen] = useState("curl");
  const [fault, setFault] = useState(null);
  const link = (ending) => `${address}/subset?slice=${text}&format=${FORMATS[ending]}`;
  const save = async (e, ending) => {
    if (e.ctrlKey || e.metaKey || e.shiftKey) return;
    e.preventDefault();
    setFault(null);
    try {
      await download(link(ending));
    } catch (problem) {
      setFault(problem);
    }
  };
  return html`<div class="take">
    <h2>Download</h2>
    <p class="links">${Object.keys(FORMATS).map((ending) => html`<a href=${link(ending)} download="" onClick=${(e) => save(e, ending)}>${ending}</a> `)}</p>
    <${Fault} problem=${fault} />
    <h2>Take it along</h2>
    <div class="tabs" role="group" aria-label="Language">${Object.keys(all).map((name) => html`<button type="button" aria-pressed=${chosen === name} onClick=${() => setChosen(name)}>${name}</button>`)}
      <${Copy} text=${all[chosen]} /> <${Copy} text=${window.location.href} what="link to this view" /></div>
    <pre tabindex="0">${all[chosen]}</pre>
  </div>`;
}
