// The form of a new collection of any kind.

import { html, useState } from "./preact.js";
import { API, items, json, send } from "./api.js";
import { Fresh, freshRows } from "./attributes.js";
import { collectionAddress } from "./lists.js";
import { Dialog, Fault, Field, Select, useLoad, useOnce } from "./parts.js";
import { freshTable, freshView, rowsDocument, RowsFields, viewDocument, ViewFields } from "./rowforms.js";
import { TYPES, write } from "./typedvalues.js";

const DTYPES = ["float32", "float64", "float16", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"];
const KEYS = ["string", "int", "float", "datetime"];
const COORDINATES = [["none", "positions"], ["scale", "scale"], ["time", "times"], ["labels", "labels"]];
const KINDS = [
  ["array", "array: arrays of one schema"],
  ["dataset", "dataset: named arrays of their own"],
  ["partitioned", "partitioned: rows of variables, cut by date or number"],
  ["view", "view: more variables over the rows of another"],
];
const MOST_BYTES = 250;
const MOST_LISTED = 2000;

const fresh = (name, size) => ({ name, size, coordinates: "none", start: "0", step: "1", scale: "", labels: "" });

/** What is wrong with the name of a collection, as the server decides it; undefined if nothing is. */
export function faultOfName(name) {
  if (!name.trim()) return "a name is missing";
  if (name === "." || name === "..") return "a name with more than dots";
  if (/[/\\\p{Cc}]/u.test(name)) return "a name without slashes and control characters";
  if (name.endsWith(".lock")) return "a name that does not end in .lock";
  return new TextEncoder().encode(name).length > MOST_BYTES ? `a name of up to ${MOST_BYTES} bytes` : undefined;
}

const isNumber = (text) => text.trim() !== "" && Number.isFinite(Number(text));

function dimensionOf(one, i, seen, wrong) {
  if (!one.name.trim()) wrong[`d${i}`] = "a name is missing";
  else if (seen.has(one.name)) wrong[`d${i}`] = "this name is taken";
  seen.add(one.name);
  const size = Number(one.size);
  if (!Number.isSafeInteger(size) || size < 1) wrong[`s${i}`] = "a whole number from 1";
  const made = { name: one.name, size };
  if (one.coordinates === "scale") {
    made.scale = { start_value: Number(one.start), step: Number(one.step), ...(one.scale ? { name: one.scale } : {}) };
    if (!isNumber(one.start) || !isNumber(one.step) || Number(one.step) === 0) wrong[`c${i}`] = "numbers, and a step that is not 0";
  }
  if (one.coordinates === "time") {
    Object.assign(made, { type: "time", start_value: one.start, step: one.step });
    if (!one.start.trim() || !one.step.trim()) wrong[`c${i}`] = "a time, and a step such as PT1H";
  }
  if (one.coordinates === "labels") {
    made.labels = one.labels.split(",").map((text) => text.trim()).filter(Boolean);
    if (made.labels.length !== size) wrong[`c${i}`] = `${made.labels.length} labels for ${one.size} positions`;
    else if (new Set(made.labels).size < size) wrong[`c${i}`] = "a label is there twice";
  }
  return made;
}

function arrayDocument(form, wrong) {
  const seen = new Set();
  const dimensions = form.dimensions.map((one, i) => dimensionOf(one, i, seen, wrong));
  const named = form.keys.filter((one) => one.name.trim());
  if (new Set(named.map((one) => one.name)).size < named.length) wrong.keys = "an attribute is there twice";
  return { dtype: form.dtype, dimensions, attributes: named.map((one) => ({ name: one.name, dtype: one.dtype, primary: one.isKey })) };
}

// Attributes of collections are plain JSON, which has no other types.
const PLAIN = TYPES.filter(([name]) => ["string", "int64", "float64", "bool", "json"].includes(name));

function datasetDocument(form, wrong) {
  const rows = freshRows(form.own);
  if (rows.some((row) => row.wrong || row.wrongName)) wrong.own = "an attribute is not right yet";
  const said = { title: form.title.trim(), description: form.description.trim() };
  return {
    ...Object.fromEntries(Object.entries(said).filter(([, text]) => text)),
    ...(rows.length ? { attributes: Object.fromEntries(rows.map((row) => [row.name, row.value ?? null])) } : {}),
  };
}

/** The document of a form, and what is wrong with it by the name of a field. */
function documentOf(form, base) {
  const wrong = {};
  const fault = faultOfName(form.name);
  if (fault) wrong.name = fault;
  const members = { array: () => arrayDocument(form, wrong), dataset: () => datasetDocument(form, wrong), partitioned: () => rowsDocument(form.rows, wrong), view: () => viewDocument(form.view, base, wrong) };
  return { made: { name: form.name, kind: form.kind, ...members[form.kind]() }, wrong };
}

function ArrayFields({ form, set, wrong }) {
  const dimension = (i, more) => set({ dimensions: form.dimensions.map((one, n) => (n === i ? { ...one, ...more } : one)) });
  const keyed = (i, more) => set({ keys: form.keys.map((one, n) => (n === i ? { ...one, ...more } : one)) });
  return html`<${Select} label="Type of values" value=${form.dtype} onChoose=${(dtype) => set({ dtype })} options=${DTYPES} />
    ${form.dimensions.map((one, i) => html`<fieldset><legend>Axis ${i + 1}</legend>
      <${Field} label="Name" value=${one.name} onInput=${(name) => dimension(i, { name })} wrong=${wrong[`d${i}`]} />
      <${Field} label="Size" inputmode="numeric" value=${one.size} onInput=${(size) => dimension(i, { size })} wrong=${wrong[`s${i}`]} />
      <${Select} label="Coordinates" value=${one.coordinates} options=${COORDINATES} onChoose=${(coordinates) => dimension(i, { coordinates, ...(coordinates === "time" ? { start: "2024-01-01T00:00:00Z", step: "PT1H" } : { start: "0", step: "1" }) })} />
      ${(one.coordinates === "scale" || one.coordinates === "time") && html`<${Field} label="Start" value=${one.start} onInput=${(start) => dimension(i, { start })} /><${Field} label="Step" value=${one.step} onInput=${(step) => dimension(i, { step })} />`}
      ${one.coordinates === "scale" && html`<${Field} label="Name of the scale" value=${one.scale} placeholder="lat" onInput=${(scale) => dimension(i, { scale })} />`}
      ${one.coordinates === "labels" && html`<${Field} label="Labels, with commas between" value=${one.labels} onInput=${(labels) => dimension(i, { labels })} />`}
      ${wrong[`c${i}`] && html`<em class="wrong">${wrong[`c${i}`]}</em>`}
      ${form.dimensions.length > 1 && html`<button type="button" class="small" onClick=${() => set({ dimensions: form.dimensions.filter((_, n) => n !== i) })}>Remove axis ${i + 1}</button>`}</fieldset>`)}
    <button type="button" class="small" onClick=${() => set({ dimensions: [...form.dimensions, fresh("", 1)] })}>Add an axis</button>
    ${form.keys.map((one, i) => html`<fieldset><legend>${one.isKey ? html`Key ${i + 1} <small>names one array among others</small>` : html`Attribute ${i + 1} <small>of each array, may change</small>`}</legend>
      <${Field} label="Attribute" value=${one.name} onInput=${(name) => keyed(i, { name })} />
      <${Select} label="Type" value=${one.dtype} options=${one.isKey ? KEYS : [...KEYS, "complex", "tuple"]} onChoose=${(dtype) => keyed(i, { dtype })} />
      ${i > 0 && html`<button type="button" class="small" onClick=${() => set({ keys: form.keys.filter((_, n) => n !== i) })}>Remove attribute ${i + 1}</button>`}</fieldset>`)}
    ${wrong.keys && html`<em class="wrong">${wrong.keys}</em>`}
    <button type="button" class="small" onClick=${() => set({ keys: [...form.keys, { name: "", dtype: "string", isKey: true }] })}>Add a key</button>
    <button type="button" class="small" onClick=${() => set({ keys: [...form.keys, { name: "", dtype: "string", isKey: false }] })}>Add a free attribute</button>`;
}

function DatasetFields({ form, set }) {
  return html`<${Field} label="Title" value=${form.title} onInput=${(title) => set({ title })} />
    <${Field} label="Description" value=${form.description} onInput=${(description) => set({ description })} />
    <${Fresh} rows=${freshRows(form.own)} set=${(own) => set({ own })} types=${PLAIN} />`;
}

export function NewCollection({ onClose, onMade }) {
  const [form, setForm] = useState({ name: "", kind: "array", dtype: "float32", dimensions: [fresh("y", "100"), fresh("x", "100")], keys: [{ name: "", dtype: "string", isKey: true }], rows: freshTable(), title: "", description: "", own: [], view: freshView() });
  const set = (more) => setForm((old) => ({ ...old, ...more }));
  const bases = useLoad(async (signal) => (form.kind === "view" ? (await items(`${API}/collections`, MOST_LISTED, signal)).found.filter((one) => one.kind === "partitioned").map((one) => one.name) : []), [form.kind]);
  const chosen = form.kind === "view" ? form.view.base : "";
  const read = useLoad(async (signal) => (chosen ? json(collectionAddress(chosen), { signal }) : null), [chosen]);
  const base = read.value?.name === chosen ? read.value : null;
  const { made, wrong } = documentOf(form, base);
  const { isBusy, problem, once } = useOnce();
  const make = (e) => {
    e.preventDefault();
    once(async () => {
      await send("POST", `${API}/collections`, made);
      return () => onMade(made.name);
    });
  };
  return html`<${Dialog} title="New collection" onClose=${onClose}><form class="form" onSubmit=${make}>
    <${Field} label="Name" value=${form.name} onInput=${(name) => set({ name })} wrong=${form.name && wrong.name} required />
    <${Select} label="Kind" value=${form.kind} onChoose=${(kind) => set({ kind })} options=${KINDS} />
    ${form.kind === "array" && html`<${ArrayFields} ...${{ form, set, wrong }} />`}
    ${form.kind === "dataset" && html`<${DatasetFields} ...${{ form, set }} />`}
    ${form.kind === "partitioned" && html`<${RowsFields} rows=${form.rows} set=${(more) => set({ rows: { ...form.rows, ...more } })} wrong=${wrong} />`}
    ${form.kind === "view" && html`<${ViewFields} view=${form.view} set=${(more) => set({ view: { ...form.view, ...more } })} wrong=${wrong} bases=${bases.value || []} base=${base} problem=${bases.problem || read.problem} />`}
    <details><summary>The document</summary><pre tabindex="0">${write(made, "  ")}</pre></details>
    <${Fault} problem=${problem} />
    <button disabled=${isBusy || Object.keys(wrong).length > 0}>Create</button></form></${Dialog}>`;
}
