// Lists: collections, arrays, datasets, partitions.

import { html, useState } from "./preact.js";
import { API, encode, items } from "./api.js";
import { Attributes, exactly, Values } from "./attributes.js";
import { bytes, count, number } from "./format.js";
import { Busy, Fault, Select, useLoad, useTold } from "./parts.js";

const PAGE = 50;
const LISTED = 2000;

export const collectionAddress = (name) => `${API}/collections/${encode(name)}`;

/** The text of a key as addresses have it: quoted where a comma or a quote would end it. */
export function keyText(values) {
  const texts = Object.values(values).map((value) => {
    const text = String(value);
    return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  });
  return `~${texts.map(encode).join(",")}`;
}

const ORDERS = {
  falling: (one, other) => (one.name < other.name ? 1 : -1),
  kind: (one, other) => (one.kind === other.kind ? 0 : one.kind < other.kind ? -1 : 1),
};

export function Collections({ chosen, turn, onCreate, mayCreate }) {
  const [wanted, setWanted] = useState("");
  const [kind, setKind] = useState("");
  const [most, setMost] = useState(LISTED);
  const { value, problem, isBusy } = useLoad((signal) => items(`${API}/collections`, most, signal), [turn, most]);
  const all = value?.found || [];
  const kinds = [...new Set(all.map((one) => one.kind))].sort();
  const [order, setOrder] = useState("");
  const inOrder = order ? [...all].sort(ORDERS[order]) : all;
  const shown = inOrder.filter((one) => (!kind || one.kind === kind) && `${one.name} ${one.title || ""}`.toLowerCase().includes(wanted.toLowerCase()));
  useTold((wanted || kind) && value ? counted(shown.length, "collections") : "");
  return html`<nav aria-label="Collections">
    <label>Search <input type="search" value=${wanted} onInput=${(e) => setWanted(e.target.value)} /></label>
    ${kinds.length > 1 && html`<${Select} label="Kind" value=${kind} onChoose=${setKind} options=${[["", "all"], ...kinds]} />`}
    ${all.length > 1 && html`<${Select} label="Sorted" value=${order} onChoose=${setOrder} options=${[["", "by name"], ["falling", "by name, falling"], ["kind", "by kind"]]} />`}
    <${Fault} problem=${problem} isAside />
    ${!value && !problem && html`<${Busy} />`}
    <ul class="collections">${shown.map((one) => html`<li><a href=${`#/c/${encode(one.name)}`} aria-current=${one.name === chosen ? "page" : undefined}><b>${one.name}</b>
      <small>${one.kind}${one.shape ? `, ${one.shape.map(count).join(" × ")}` : one.title ? `, ${one.title}` : ""}</small></a></li>`)}</ul>
    ${value && all.length === 0 && html`<p>There are no collections yet.</p>`}
    ${value && all.length > 0 && shown.length === 0 && html`<p>No collection is called so.</p>`}
    ${value?.next && html`<p>These are the first ${count(all.length)}. <button type="button" class="small" disabled=${isBusy} onClick=${() => setMost((n) => n + LISTED)}>More</button></p>`}
    ${mayCreate && html`<button type="button" onClick=${onCreate}>New collection</button>`}
  </nav>`;
}

const counted = (many, what) => (many === 0 ? `No ${what} here` : `${count(many)} ${many === 1 ? what.slice(0, -1) : what}`);

/** A list that grows by pages, as long as there are more. */
function usePages(address, isExact = false) {
  const [asked, setAsked] = useState({ address, most: PAGE });
  // Another filter begins with its first page again.
  const most = asked.address === address ? asked.most : PAGE;
  const state = useLoad((signal) => items(`${address}${address.includes("?") ? "&" : "?"}limit=${PAGE}`, most, signal, isExact), [address, most]);
  return { ...state, more: () => setAsked({ address, most: most + PAGE }) };
}

function Found({ state, what, children }) {
  useTold(state.value && !state.isBusy ? `${counted(state.value.found.length, what)}${state.value.next ? ", and there are more" : ""}` : "");
  if (state.problem) return html`<${Fault} problem=${state.problem} />`;
  if (!state.value) return html`<${Busy} />`;
  return html`${children}${state.value.found.length === 0 && html`<p>No ${what} here.</p>`}
    ${state.value.next && html`<button type="button" onClick=${state.more} disabled=${state.isBusy}>More</button>`}`;
}

export function Arrays({ collection }) {
  const [filter, setFilter] = useState("");
  const [sort, setSort] = useState("");
  const query = [filter && `filter=${encodeURIComponent(filter)}`, sort && `sort=${encodeURIComponent(sort)}`].filter(Boolean).join("&");
  const state = usePages(`${collectionAddress(collection.name)}/arrays${query ? `?${query}` : ""}`, true);
  const names = (collection.attributes || []).map((one) => one.name);
  const example = collection.attributes?.find((one) => one.primary);
  return html`<section aria-label="Arrays"><h2>Arrays</h2>
    <div class="controls"><${Typed} label="Filter" placeholder=${example ? `${example.name} == …` : ""} onTake=${setFilter} />
      <${Select} label="Order" value=${sort} onChoose=${setSort} options=${[["", "as made"], ...names.flatMap((name) => [[name, `${name}, rising`], [`-${name}`, `${name}, falling`]])]} /></div>
    <${Found} state=${state} what="arrays"><div class="scroll" tabindex="0" role="group" aria-label="Table of arrays"><table aria-label="Arrays"><thead><tr>${names.map((name) => html`<th scope="col">${name}</th>`)}<th scope="col">shape</th></tr></thead>
      <tbody>${state.value?.found.map((one) => {
        const all = { ...one.primary_attributes, ...one.custom_attributes };
        const place = Object.keys(one.primary_attributes || {}).length ? keyText(one.primary_attributes) : one.id;
        const link = `#/c/${encode(collection.name)}/a/${place}`;
        return html`<tr>${names.map((name, i) => html`<td>${i === 0 ? html`<a href=${link}>${String(all[name] ?? "–")}</a>` : String(all[name] ?? "–")}</td>`)}<td>${names.length ? one.shape?.join(" × ") : html`<a href=${link}>${one.id}</a>`}${one.error ? html` <em>${one.error.title}</em>` : ""}</td></tr>`;
      })}</tbody></table></div></${Found}></section>`;
}

export function Typed({ label, placeholder, onTake }) {
  const [text, setText] = useState("");
  return html`<form class="typed" onSubmit=${(e) => (e.preventDefault(), onTake(text.trim()))}><label>${label} <input value=${text} placeholder=${placeholder} spellcheck=${false} onInput=${(e) => setText(e.target.value)} onChange=${(e) => e.target.value === "" && onTake("")} /></label> <button class="small">Apply</button></form>`;
}

const plain = (value) => (value !== null && typeof value === "object" && "value" in value ? value.value : value);

export function Datasets({ collection }) {
  const [where, setWhere] = useState("");
  const [sort, setSort] = useState("");
  const state = usePages(`${collectionAddress(collection.name)}/datasets?expand=arrays${where ? `&where=${encodeURIComponent(where)}` : ""}${sort ? `&sort=${encodeURIComponent(sort)}` : ""}`);
  return html`<section aria-label="Datasets"><h2>Datasets</h2>
    <div class="controls"><${Typed} label="Where" placeholder="temperature.max > 20" onTake=${setWhere} />
      <${Typed} label="Order by" placeholder="-temperature.max" onTake=${setSort} /></div>
    <${Found} state=${state} what="datasets"><div class="scroll" tabindex="0" role="group" aria-label="Table of datasets"><table aria-label="Datasets"><thead><tr><th scope="col">name</th><th scope="col">arrays</th><th scope="col">attributes</th></tr></thead>
      <tbody>${state.value?.found.map((one) => html`<tr><td><a href=${`#/c/${encode(collection.name)}/d/${encode(one.name)}`}>${one.name}</a></td>
        <td>${one.arrays?.map((array) => html`<a class="chip" href=${`#/c/${encode(collection.name)}/d/${encode(one.name)}/${encode(array.name)}`} title=${figures(array.statistics)}>${array.name}</a> `)}</td>
        <td>${Object.entries(one.attributes || {}).slice(0, 5).map(([name, value]) => `${name} ${plain(value)}`).join(", ")}</td></tr>`)}</tbody></table></div></${Found}></section>`;
}

export function figures(statistics) {
  if (!statistics) return "";
  const { row_count: rows, null_count: nulls, min, max } = statistics;
  return `${count(rows)} values, ${count(nulls)} without, ${number(min)} to ${number(max)}`;
}

/** The arrays of a dataset with their figures. */
export function Members({ collection, dataset, rights }) {
  const address = `${collectionAddress(collection)}/datasets/${encode(dataset)}`;
  const { value, problem, again } = useLoad((signal) => exactly(address, signal), [address]);
  if (problem) return html`<${Fault} problem=${problem} />`;
  if (!value) return html`<${Busy} />`;
  return html`<section><h1>${dataset}</h1>
    <h2>Attributes</h2><${Values} values=${value.exact.attributes || {}} />
    ${rights.write && html`<${Attributes} address=${address} member="attributes" onChanged=${again} />`}
    <h2>Arrays</h2><div class="scroll" tabindex="0" role="group" aria-label="Table of arrays"><table aria-label="Arrays"><thead><tr><th scope="col">name</th><th scope="col">type</th><th scope="col">axes</th><th scope="col">values</th><th scope="col">least</th><th scope="col">largest</th></tr></thead>
    <tbody>${value.arrays.map((one) => html`<tr><td><a href=${`#/c/${encode(collection)}/d/${encode(dataset)}/${encode(one.name)}`}>${one.name}</a></td><td>${one.dtype}</td>
      <td>${one.dimensions.map((name, i) => `${name} ${count(one.shape[i])}`).join(" × ")}</td><td>${one.statistics ? count(one.statistics.row_count - one.statistics.null_count) : "–"}</td><td>${number(one.statistics?.min)}</td><td>${number(one.statistics?.max)}</td></tr>`)}</tbody></table></div></section>`;
}

const UNITS = { M: 31 * 86_400_000, D: 86_400_000, h: 3_600_000, m: 60_000, s: 1000 };

/** When a partition that is cut by date begins, in milliseconds; NaN for those that are cut by numbers. */
const startOf = ({ year, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = {}) => Date.UTC(year, month - 1, day, hour, minute, second);

/** Where the bars of partitions stand, in parts of the line: by their dates, which leaves gaps, or one beside the other. */
function places(partitions, resolution) {
  const starts = partitions.map((one) => startOf(one.key));
  if (starts.some(Number.isNaN)) return partitions.map((_, i) => [i / partitions.length, 1 / partitions.length]);
  const unit = UNITS[resolution] || 365 * UNITS.D;
  const first = Math.min(...starts);
  const span = Math.max(...starts) + unit - first;
  return starts.map((at) => [(at - first) / span, unit / span]);
}

/** Partitions on a line, by time if they are cut by date: the height of a bar is the number of rows. */
function TimeLine({ partitions, resolution }) {
  if (!partitions.length) return null;
  const most = Math.max(1, ...partitions.map((one) => one.rows || 0));
  const at = places(partitions, resolution);
  const percent = (part) => `${100 * part}%`;
  return html`<div aria-hidden="true"><div class="timeline">${partitions.map((one, i) => html`<i style=${{ left: percent(at[i][0]), width: `max(1px, calc(${percent(at[i][1])} - 1px))`, height: percent((one.rows || 0) / most) }} title=${`${one.path}, ${count(one.rows || 0)} rows`}></i>`)}</div>
    <p class="line-ends"><span>${partitions[0].path}</span>${partitions.length > 1 && html`<span>${partitions.at(-1).path}</span>`}</p></div>`;
}

/** The variables of a collection of rows, and its partitions. */
export function Partitions({ collection, variables }) {
  const [filter, setFilter] = useState("");
  const state = usePages(`${collectionAddress(collection.name)}/partitions${filter ? `?filter=${encodeURIComponent(filter)}` : ""}`);
  return html`<section aria-label="Partitions"><h2>Variables</h2>
    <div class="scroll" tabindex="0" role="group" aria-label="Table of variables"><table aria-label="Variables"><thead><tr><th scope="col">name</th><th scope="col">type</th><th scope="col">axes</th><th scope="col">use</th></tr></thead>
    <tbody>${variables.map((one) => html`<tr><td><a href=${`#/c/${encode(collection.name)}/v/${encode(one.path)}`}>${one.path}</a></td><td>${one.dtype}</td><td>${(one.dimensions || []).join(" × ")}</td>
      <td>${[one.path === collection.axis && "axis", collection.partitioning?.variables?.includes(one.path) && "key of partitions", one.immutable && "the same for all", one.attrs?.units].filter(Boolean).join(", ")}</td></tr>`)}</tbody></table></div>
    <h2>Partitions</h2><div class="controls"><${Typed} label="Filter" placeholder=${`${Object.keys(state.value?.found[0]?.key || {})[0] || collection.partitioning?.variables?.[0] || "year"} == …`} onTake=${setFilter} /></div>
    <${Found} state=${state} what="partitions"><${TimeLine} partitions=${state.value?.found || []} resolution=${collection.partitioning?.resolution} />
    <div class="scroll" tabindex="0" role="group" aria-label="Table of partitions"><table aria-label="Partitions"><thead><tr><th scope="col">path</th><th scope="col">rows</th><th scope="col">size</th></tr></thead>
    <tbody>${state.value?.found.map((one) => html`<tr><td>${one.path}</td><td>${one.rows === undefined ? "–" : count(one.rows)}</td><td>${one.bytes === undefined ? "–" : bytes(one.bytes)}</td></tr>`)}</tbody></table></div></${Found}></section>`;
}
