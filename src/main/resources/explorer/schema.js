// The schema of a collection, drawn: axes as bars with their coordinates, chunks or tiles, attributes.

import { html, useState } from "./preact.js";
import { json } from "./api.js";
import { Values } from "./attributes.js";
import { bytes, count, itemSize, number } from "./format.js";
import { Busy, Fault, useOnce } from "./parts.js";

function coordinates(dimension) {
  if (dimension.labels) return html`${dimension.labels.slice(0, 8).join(", ")}${dimension.labels.length > 8 ? `, … (${count(dimension.labels.length)})` : ""}`;
  if (dimension.scale) {
    const { start_value: start, step, name } = dimension.scale;
    return `${name ? `${name} ` : ""}${number(start)} to ${number(start + step * (dimension.size - 1))} by ${number(step)}`;
  }
  if (dimension.type === "time") return `from ${String(dimension.start_value).startsWith("$") ? `the attribute ${dimension.start_value.slice(1)}` : dimension.start_value}, every ${dimension.step}`;
  return "positions";
}

/** How many pieces an axis has: tiles of a virtual array, or chunks. */
function pieces(collection, i, size) {
  if (collection.vgrid) return collection.vgrid[i];
  const chunk = collection.options?.chunks?.[i];
  return chunk ? Math.ceil(size / chunk) : 1;
}

const MOST_DRAWN = 64;

export function Schema({ collection }) {
  if (!collection.dimensions) return html`<${Facts} collection=${collection} />`;
  const cells = collection.dimensions.reduce((n, one) => n * one.size, 1);
  const longest = Math.max(...collection.dimensions.map((one) => one.size));
  const what = collection.vgrid ? "tiles" : "chunks";
  return html`<section class="schema" aria-label="Schema">
    <p class="facts">${collection.dtype}, ${collection.dimensions.map((one) => count(one.size)).join(" × ")}, ${bytes(cells * itemSize(collection.dtype))} an array</p>
    <dl class="axes">${collection.dimensions.map((dimension, i) => {
      const many = pieces(collection, i, dimension.size);
      const width = `${Math.max(8, 100 * (Math.log(dimension.size + 1) / Math.log(longest + 1)))}%`;
      return html`<dt>${dimension.name} <small>${count(dimension.size)}</small></dt>
        <dd><div class="bar" style=${{ width }} role="img" aria-label=${many > 1 ? `${many} ${what}` : "one piece"}>${Array.from({ length: Math.min(many, MOST_DRAWN) }, () => html`<i></i>`)}</div>
        <span>${coordinates(dimension)}${many > 1 ? `; ${count(many)} ${what}` : ""}</span></dd>`;
    })}</dl>
    ${collection.attributes?.length > 0 &&
    html`<table class="attributes"><caption>Attributes</caption><thead><tr><th scope="col">Name</th><th scope="col">Type</th><th scope="col">Use</th></tr></thead>
      <tbody>${collection.attributes.map((one) => html`<tr><td>${one.name}</td><td>${one.dtype}</td><td>${one.primary ? "key" : "free"}</td></tr>`)}</tbody></table>`}
    <${Facts} collection=${collection} />
  </section>`;
}

const DRAWN = new Set(["name", "kind", "dtype", "dimensions", "attributes", "limits", "zarr", "arrays", "title", "description", "vgrid", "arrays_shape", "schema", "variables"]);

function Facts({ collection }) {
  const rest = Object.entries(collection).filter(([name, value]) => !DRAWN.has(name) && value !== null);
  const own = collection.attributes && !Array.isArray(collection.attributes) ? collection.attributes : null;
  return html`${own && html`<${Values} values=${own} />`}<dl class="rest">${rest.map(([name, value]) => html`<div><dt>${name}</dt><dd>${typeof value === "object" ? html`<code>${JSON.stringify(value)}</code>` : String(value)}</dd></div>`)}</dl>`;
}

const used = (unit, { used, limit }, shown) => `${shown(used)} of ${shown(limit)}${unit} (${Math.floor((100 * used) / limit)} %)`;

function QuotaUse({ quota }) {
  const parts = [quota.bytes && used("", quota.bytes, bytes), quota.arrays && used(" arrays", quota.arrays, count)].filter(Boolean);
  return html`<li>Quota ${quota.name}${quota.together ? ", which several collections share" : ""}: ${parts.join(", ")}${quota.counted ? `, counted at ${quota.counted}` : ""}</li>`;
}

/** What a collection takes, and the use of its quotas; asked for by a button, as the server looks at all of its files. */
export function Stored({ address }) {
  const [size, setSize] = useState(null);
  const { isBusy, problem, once } = useOnce();
  const ask = () => once(async () => {
    const found = await json(`${address}/size`);
    return () => setSize(found);
  });
  return html`<div class="stored"><button type="button" onClick=${ask} disabled=${isBusy}>Size and quotas</button>${isBusy && html`<${Busy} />`}
    <div role="status">${size && html`<p>${bytes(size.bytes)}</p>${size.quotas?.length > 0 && html`<ul>${size.quotas.map((one) => html`<${QuotaUse} key=${one.name} quota=${one} />`)}</ul>`}`}</div>
    <${Fault} problem=${problem} /></div>`;
}

/** Variables of a partitioned collection by path, groups joined by slashes. */
export function variablesOf(group, path = "") {
  if (!group) return [];
  const list = Array.isArray(group.variables) ? group.variables : Object.entries(group.variables || {}).map(([name, one]) => ({ name, ...one }));
  const own = list.map((one) => ({ ...one, path: path + one.name }));
  const groups = Array.isArray(group.groups) ? group.groups : Object.entries(group.groups || {}).map(([name, one]) => ({ name, ...one }));
  return [...own, ...groups.flatMap((one) => variablesOf(one, `${path}${one.name}/`))];
}
