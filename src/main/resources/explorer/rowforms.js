// Forms of collections of rows: partitioned ones, and views over them.

import { html } from "./preact.js";
import { Field, Fault, Select } from "./parts.js";

const NUMBERS = ["float32", "float64", "float16", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"];
const TYPES = [...NUMBERS, ["<M8[ns]", "times, to the nanosecond"], ["<M8[us]", "times, to the microsecond"], ["<M8[s]", "times, to the second"], ["bool", "truth values"], ["<U16", "texts of up to 16 characters"]];
const RESOLUTIONS = [["Y", "year"], ["M", "month"], ["D", "day"], ["h", "hour"], ["m", "minute"], ["s", "second"]];
const WAYS = [["date", "date"], ["sequence", "whole numbers, such as cycle and pass"], ["grouped-sequence", "whole numbers, the last of them in groups"]];

const isTime = (dtype) => dtype.startsWith("<M8");
const isWhole = (dtype) => /^u?int/.test(dtype);
const isNumber = (dtype) => NUMBERS.includes(dtype);

const variable = (name, dtype, on, fill = "") => ({ name, dtype, on, fill });

/** Rows by time, cut by days, as they are most often. `on` of a variable says for each dimension whether it spans it; the first is the axis. */
export const freshTable = () => ({
  dimensions: [{ name: "time", size: "", chunks: "4096" }],
  variables: [variable("time", "<M8[ns]", [true]), variable("value", "float32", [true], "NaN")],
  by: "date",
  resolution: "D",
  date: "time",
  keys: [],
  size: "10",
  start: "0",
});

/** `on` of a variable of a view names the dimensions beside the axis. */
export const freshView = () => ({ base: "", variables: [variable("", "float32", [], "NaN")] });

const whole = (text, least) => /^-?\d+$/.test(text.trim()) && Number.isSafeInteger(Number(text)) && Number(text) >= least;

/** What is wrong with the name of a variable, which is a folder as well. */
function faultOfName(name, taken) {
  if (!name.trim()) return "a name is missing";
  if (/[/\\\p{Cc}]/u.test(name)) return "a name has no slashes";
  if (name.startsWith("_")) return "a name does not begin with an underscore";
  if ([".", "..", "zarr.json"].includes(name)) return "this name has a meaning of its own";
  return taken.has(name) ? "this name is taken" : undefined;
}

/** The fill value of a text; undefined where it is no cell of the type, null without one. */
function fillOf(text, dtype) {
  const plain = text.trim();
  if (!isNumber(dtype) || !plain) return null;
  if (isWhole(dtype)) return whole(plain, -Infinity) ? Number(plain) : undefined;
  if (["NaN", "Infinity", "-Infinity"].includes(plain)) return plain;
  return Number.isFinite(Number(plain)) ? Number(plain) : undefined;
}

/** Documents of variables; faults are noted under `v0`, `f0` and so on. */
function variablesOf(variables, dimensionsOf, taken, wrong) {
  const seen = new Set(taken);
  return variables.map((one, i) => {
    const fault = faultOfName(one.name, seen);
    if (fault) wrong[`v${i}`] = fault;
    seen.add(one.name);
    const fill = fillOf(one.fill, one.dtype);
    if (fill === undefined) wrong[`f${i}`] = isWhole(one.dtype) ? "a whole number, or nothing" : "a number, NaN, or nothing";
    return { name: one.name, dtype: one.dtype, dimensions: dimensionsOf(one), ...(fill === null || fill === undefined ? {} : { fill_value: fill }) };
  });
}

/** Variables that can say where a row belongs. */
const candidates = (rows) => rows.variables.filter((one) => (rows.by === "date" ? isTime(one.dtype) : isWhole(one.dtype)) && one.on.every((isOn, i) => isOn === (i === 0))).map((one) => one.name);

function partitioningOf(rows, axis, wrong) {
  const fit = candidates(rows);
  if (rows.by === "date") {
    if (!fit.includes(rows.date)) wrong.keys = `choose a variable of times along ${axis} alone`;
    return { name: "date", variable: rows.date, resolution: rows.resolution, dimension: axis };
  }
  const variables = fit.filter((name) => rows.keys.includes(name));
  if (!variables.length) wrong.keys = fit.length ? "choose at least one variable" : `add a variable of whole numbers along ${axis} alone`;
  if (rows.by === "sequence") return { name: "sequence", variables, dimension: axis };
  if (!whole(rows.size, 2)) wrong.size = "a whole number from 2";
  if (!whole(rows.start, -Infinity)) wrong.start = "a whole number";
  return { name: "grouped-sequence", variables, dimension: axis, size: Number(rows.size), start: Number(rows.start) };
}

/** Members of a partitioned collection beside its name. */
export function rowsDocument(rows, wrong) {
  const seen = new Set();
  const dimensions = rows.dimensions.map((one, i) => {
    const name = one.name.trim();
    if (!name) wrong[`d${i}`] = "a name is missing";
    else if (seen.has(name)) wrong[`d${i}`] = "this name is taken";
    seen.add(name);
    if (i > 0 && !whole(one.size, 1)) wrong[`s${i}`] = "a whole number from 1";
    if (one.chunks.trim() && !whole(one.chunks, 1)) wrong[`c${i}`] = "a whole number from 1, or nothing";
    return { name, ...(i > 0 ? { size: Number(one.size) } : {}), ...(one.chunks.trim() ? { chunks: Number(one.chunks) } : {}) };
  });
  const axis = dimensions[0].name;
  const variables = variablesOf(rows.variables, (one) => dimensions.map((each) => each.name).filter((_, i) => one.on[i]), [], wrong);
  return { axis, partitioning: partitioningOf(rows, axis, wrong), schema: { dimensions, variables } };
}

/** Members of a view beside its name; `base` is the document of its base, once it is there. */
export function viewDocument(view, base, wrong) {
  if (!base) wrong.base = "choose the collection that has the rows";
  const known = base ? base.schema.dimensions.map((one) => one.name) : [];
  const taken = base ? [...base.schema.variables, ...(base.schema.groups || [])].map((one) => one.name) : [];
  const dimensionsOf = (one) => known.filter((name) => name === base.axis || one.on.includes(name));
  return { base: view.base, variables: variablesOf(view.variables, dimensionsOf, taken, wrong) };
}

const replaced = (list, i, more) => list.map((one, n) => (n === i ? { ...one, ...more } : one));

function VariableFields({ one, i, set, wrong, remove, spans, toggle }) {
  return html`<fieldset><legend>Variable ${i + 1}</legend>
    <${Field} label="Name" value=${one.name} onInput=${(name) => set({ name })} wrong=${wrong[`v${i}`]} />
    <${Select} label="Type" value=${one.dtype} options=${TYPES} onChoose=${(dtype) => set({ dtype, fill: isNumber(dtype) && !isWhole(dtype) ? "NaN" : "" })} />
    ${isNumber(one.dtype) && html`<${Field} label="No value is kept as" value=${one.fill} onInput=${(fill) => set({ fill })} wrong=${wrong[`f${i}`]} />`}
    ${spans.length > 0 && html`<span role="group" aria-label=${`Axes of variable ${i + 1}`}>${spans.map(([name, isOn, at]) => html`<label class="tick"><input type="checkbox" checked=${isOn} onChange=${() => toggle(at)} /> ${name}</label>`)}</span>`}
    ${remove && html`<button type="button" class="small" onClick=${remove}>Remove variable ${i + 1}</button>`}</fieldset>`;
}

export function RowsFields({ rows, set, wrong }) {
  const dimension = (i, more) => set({ dimensions: replaced(rows.dimensions, i, more) });
  const shift = (i) => set({ dimensions: rows.dimensions.filter((_, n) => n !== i), variables: rows.variables.map((one) => ({ ...one, on: one.on.filter((_, n) => n !== i) })) });
  const grow = () => set({ dimensions: [...rows.dimensions, { name: "", size: "2", chunks: "" }], variables: rows.variables.map((one) => ({ ...one, on: [...one.on, false] })) });
  const fit = candidates(rows);
  const nameOf = (one, i) => one.name.trim() || `axis ${i + 1}`;
  return html`${rows.dimensions.map((one, i) => html`<fieldset><legend>${i === 0 ? html`The axis <small>that rows come along, and that is cut</small>` : `Axis ${i + 1}`}</legend>
      <${Field} label="Name" value=${one.name} onInput=${(name) => dimension(i, { name })} wrong=${wrong[`d${i}`]} />
      ${i > 0 && html`<${Field} label="Size" inputmode="numeric" value=${one.size} onInput=${(size) => dimension(i, { size })} wrong=${wrong[`s${i}`]} />`}
      <${Field} label=${i === 0 ? "Rows a chunk" : "Positions a chunk"} inputmode="numeric" placeholder="as it fits" value=${one.chunks} onInput=${(chunks) => dimension(i, { chunks })} wrong=${wrong[`c${i}`]} />
      ${i > 0 && html`<button type="button" class="small" onClick=${() => shift(i)}>Remove axis ${i + 1}</button>`}</fieldset>`)}
    <button type="button" class="small" onClick=${grow}>Add an axis</button>
    ${rows.variables.map((one, i) => html`<${VariableFields} ...${{ one, i, wrong }} set=${(more) => set({ variables: replaced(rows.variables, i, more) })}
      spans=${rows.dimensions.map((each, n) => [nameOf(each, n), one.on[n], n])} toggle=${(n) => set({ variables: replaced(rows.variables, i, { on: one.on.map((isOn, at) => (at === n ? !isOn : isOn)) }) })}
      remove=${rows.variables.length > 1 && (() => set({ variables: rows.variables.filter((_, n) => n !== i) }))} />`)}
    <button type="button" class="small" onClick=${() => set({ variables: [...rows.variables, variable("", "float32", rows.dimensions.map((_, i) => i === 0), "NaN")] })}>Add a variable</button>
    <fieldset><legend>Partitions</legend>
      <${Select} label="Cut by" value=${rows.by} options=${WAYS} onChoose=${(by) => set({ by })} />
      ${rows.by === "date"
        ? html`<${Select} label="Times of" value=${rows.date} options=${fit.includes(rows.date) ? fit : [["", "choose"], ...fit]} onChoose=${(date) => set({ date })} />
            <${Select} label="One for each" value=${rows.resolution} options=${RESOLUTIONS} onChoose=${(resolution) => set({ resolution })} />`
        : html`<span role="group" aria-label="Variables that cut">${fit.map((name) => html`<label class="tick"><input type="checkbox" checked=${rows.keys.includes(name)} onChange=${() => set({ keys: rows.keys.includes(name) ? rows.keys.filter((each) => each !== name) : [...rows.keys, name] })} /> ${name}</label>`)}</span>`}
      ${rows.by === "grouped-sequence" && html`<${Field} label="Numbers a group" inputmode="numeric" value=${rows.size} onInput=${(size) => set({ size })} wrong=${wrong.size} />
        <${Field} label="First number" inputmode="numeric" value=${rows.start} onInput=${(start) => set({ start })} wrong=${wrong.start} />`}
      ${wrong.keys && html`<em class="wrong">${wrong.keys}</em>`}</fieldset>`;
}

/** `bases` are the names of collections that a view may lie over, `base` what was read of the chosen one. */
export function ViewFields({ view, set, wrong, bases, base, problem }) {
  const spansOf = (one) => (base ? base.schema.dimensions.filter((each) => each.name !== base.axis).map((each) => [each.name, one.on.includes(each.name), each.name]) : []);
  return html`<${Select} label="Over the rows of" value=${view.base} options=${[["", bases.length ? "choose" : "there is no partitioned collection"], ...bases]} onChoose=${(name) => set({ base: name })} />
    ${wrong.base && view.base === "" && html`<em class="wrong">${wrong.base}</em>`}
    <${Fault} problem=${problem} />
    ${base && html`<p class="facts">Its variables lie along ${base.axis}, as the rows do.</p>`}
    ${view.variables.map((one, i) => html`<${VariableFields} ...${{ one, i, wrong }} set=${(more) => set({ variables: replaced(view.variables, i, more) })} spans=${spansOf(one)}
      toggle=${(name) => set({ variables: replaced(view.variables, i, { on: one.on.includes(name) ? one.on.filter((each) => each !== name) : [...one.on, name] }) })}
      remove=${view.variables.length > 1 && (() => set({ variables: view.variables.filter((_, n) => n !== i) }))} />`)}
    <button type="button" class="small" onClick=${() => set({ variables: [...view.variables, variable("", "float32", [], "NaN")] })}>Add a variable</button>`;
}
