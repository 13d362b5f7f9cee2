// The explorer: what the address of the page says is shown.

import { html, render, useEffect, useRef, useState } from "./preact.js";
import { API, encode, json, key, request, ROOT, useKey } from "./api.js";
import { Attributes, exactly, Values } from "./attributes.js";
import { NewArray, SignIn } from "./forms.js";
import { Arrays, collectionAddress, Collections, Datasets, figures, keyText, Members, Partitions } from "./lists.js";
import { NewCollection } from "./newcollection.js";
import { Busy, Copy, Fault, tell, useLoad } from "./parts.js";
import { Schema, Stored, variablesOf } from "./schema.js";
import { finish, SignInButton, useOffer } from "./signin.js";
import { Upload } from "./upload.js";
import { ArrayView } from "./view.js";

/** A part of an address as it is meant; one that is no encoding is taken as it stands. */
function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** `#/c/NAME/a/KEY?slice=…` in parts. */
function placeOf(hash) {
  const [path, query = ""] = hash.replace(/^#/, "").split("?");
  const parts = path.split("/").filter(Boolean).map(decoded);
  return { parts: parts[0] === "c" ? parts.slice(1) : [], raw: path.split("/").filter(Boolean).slice(1).map((part, i) => (decoded(part) === part ? encode(part) : part)), options: Object.fromEntries(new URLSearchParams(query)) };
}

// Changes that follow each other faster than this, as those of a slider or of Play, are one step for the back button.
const STEP_MILLISECONDS = 1000;

function usePlace() {
  const changed = useRef(0);
  const [place, setPlace] = useState(placeOf(window.location.hash));
  useEffect(() => {
    const turn = () => setPlace(placeOf(window.location.hash));
    window.addEventListener("hashchange", turn);
    return () => window.removeEventListener("hashchange", turn);
  }, []);
  const setOptions = (more) => {
    const { options } = placeOf(window.location.hash);
    const all = Object.entries({ ...options, ...more }).filter(([, value]) => value !== "" && value !== undefined);
    const query = new URLSearchParams(all).toString().replaceAll("%3A", ":").replaceAll("%2C", ",");
    const path = window.location.hash.split("?")[0];
    const next = query ? `${path}?${query}` : path;
    const isNew = next !== window.location.hash && Date.now() - changed.current > STEP_MILLISECONDS;
    changed.current = Date.now();
    window.history[isNew ? "pushState" : "replaceState"](null, "", next);
    setPlace(placeOf(window.location.hash));
  };
  return [place, setOptions];
}

const LEVELS = ["read", "write", "admin"];

/** Whether one of the caller's rights covers a collection, as the server decides it. */
function may(access, scope, collection) {
  const fits = (pattern) => new RegExp(`^${pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*").replaceAll("?", ".")}$`, "s").test(collection);
  return (access?.grants || []).some((grant) => LEVELS.indexOf(grant.scope) >= LEVELS.indexOf(scope) && grant.collections.some(fits));
}

function App({ failed }) {
  const [refused, setRefused] = useState(failed);
  const offered = useOffer();
  const [place, setOptions] = usePlace();
  const [turn, setTurn] = useState(0);
  const [dialog, setDialog] = useState(null);
  const access = useLoad((signal) => json(`${API}/access`, { signal }), [turn]);
  const [name, kind, ...rest] = place.parts;
  const here = place.parts.join("/");
  const shown = useRef(null);
  useEffect(() => {
    document.title = place.parts.length ? `${place.parts.join(" · ")} – Hypertile` : "Hypertile";
    // Those who hear the page are told of another one by where they stand; what is there at first is read from the top.
    if (shown.current !== null && shown.current !== here) {
      document.getElementById("main").focus();
      tell(document.title);
      setRefused(null);
    }
    shown.current = here;
  }, [here]);
  const refresh = () => (setRefused(null), setTurn((n) => n + 1));
  const signOut = () => (useKey(""), tell("Signed out"), refresh());
  const mayCreate = (access.value?.grants || []).some((grant) => grant.scope !== "read");
  return html`<header class="top"><a class="home" href="#/">Hypertile</a>
      <span><a href=${new URL("swagger-ui/index.html", ROOT).pathname}>Interface</a> <button type="button" class="small" onClick=${() => setDialog("key")}>${access.value?.caller && access.value.caller !== "anonymous" ? access.value.caller : "Key"}</button>
      ${offered && (access.value && key() ? html`<button type="button" class="small" onClick=${signOut}>Sign out</button>` : html`<${SignInButton} />`)}</span></header>
    <div class="columns">
      <${Collections} chosen=${name} turn=${turn} mayCreate=${mayCreate} onCreate=${() => setDialog("new")} />
      <main id="main" tabindex="-1"><${Fault} problem=${refused} />${name
        ? html`<${CollectionPage} key=${`${name} ${turn}`} ...${{ name, kind, rest, raw: place.raw, options: place.options, setOptions, access: access.value, refresh }} />`
        : html`<${Welcome} problem=${access.problem} />`}</main>
    </div>
    ${dialog === "new" && html`<${NewCollection} onClose=${() => setDialog(null)} onMade=${(made) => (setDialog(null), refresh(), (window.location.hash = `#/c/${encode(made)}`))} />`}
    ${dialog === "key" && html`<${SignIn} caller=${access.value?.caller} onClose=${() => setDialog(null)} onDone=${() => (setDialog(null), refresh())} />`}`;
}

function Welcome({ problem }) {
  return html`<section><h1>Arrays by position, time, label and coordinate</h1>
    ${problem && html`<${Fault} problem=${problem} />`}
    <p>Choose a collection to see what it holds, draw any part of it, and take it along as a file or as a line of code.</p>
    <p>The same over HTTP: <a href=${API}>${API}</a>, as a <a href=${new URL("zarr/", ROOT).pathname}>Zarr hierarchy</a>, with <a href=${new URL("swagger-ui/index.html", ROOT).pathname}>all operations</a> described.</p>
    <p>In Python, with <a href=${new URL("clients/", ROOT).pathname}>the package that this server hands out</a>:</p>
    <${Install} /></section>`;
}

/** The line that installs the Python package that the page of clients names. */
function Install() {
  const { value } = useLoad(async (signal) => {
    const page = await (await request(new URL("clients/", ROOT).pathname, { signal })).text();
    const wheel = /href="([^"]+\.whl)"/.exec(page)?.[1];
    return wheel && `pip install 'hypertile[all] @ ${new URL(wheel, ROOT).href}'`;
  }, []);
  return value ? html`<pre tabindex="0">${value}</pre><p><${Copy} text=${value} /></p>` : null;
}

function CollectionPage({ name, kind, rest, raw, options, setOptions, access, refresh }) {
  const { value: collection, problem, again } = useLoad((signal) => json(collectionAddress(name), { signal }), [name]);
  if (problem) return html`<h1>${name}</h1><${Fault} problem=${problem} />`;
  if (!collection) return html`<${Busy} />`;
  const rights = { write: may(access, "write", name), admin: may(access, "admin", name) };
  const shared = { collection, rest, raw, options, setOptions, rights, refresh };
  const back = kind && html`<p class="trail"><a href=${`#/c/${encode(name)}`}>${name}</a>${rest.slice(0, -1).map((one, i) => html` / <a href=${`#/c/${encode(name)}/${kind}/${rest.slice(0, i + 1).map(encode).join("/")}`}>${one}</a>`)} / ${rest.at(-1)}</p>`;
  if (kind === "a") return html`${back}<${ArrayPage} key=${rest.join("/")} ...${shared} />`;
  if (kind === "d" && rest.length > 1) return html`${back}<${MemberPage} key=${rest.join("/")} ...${shared} />`;
  if (kind === "d") return html`${back}<${Members} key=${rest[0]} collection=${name} dataset=${rest[0]} rights=${rights} />`;
  if (kind === "v") return html`${back}<${VariablePage} key=${rest.join("/")} ...${shared} />`;
  return html`<${Overview} ...${shared} again=${again} />`;
}

function Overview({ collection, rights }) {
  const [isNew, setNew] = useState(false);
  // What was sent stays told beside the form, while the list is read anew.
  const [sent, setSent] = useState(0);
  const count = () => setSent((n) => n + 1);
  const isArrays = collection.kind === "array" || collection.kind === "varray";
  const made = (array) => {
    const link = Object.keys(array.primary_attributes || {}).length ? keyText(array.primary_attributes) : array.id;
    window.location.hash = `#/c/${encode(collection.name)}/a/${link}`;
  };
  return html`<section><h1>${collection.title || collection.name}</h1>
    ${collection.description && html`<p>${collection.description}</p>`}
    <p class="kind">${collection.title ? `${collection.name}, ` : ""}${collection.kind}${collection.arrays !== undefined ? `, ${collection.arrays} ${collection.arrays === 1 ? "array" : "arrays"}` : ""}</p>
    <${Schema} collection=${collection} />
    <${Stored} address=${collectionAddress(collection.name)} />
    ${isArrays && rights.write && html`<p><button type="button" onClick=${() => setNew(true)}>New array</button></p>`}
    ${isArrays && html`<${Arrays} collection=${collection} />`}
    ${collection.kind === "dataset" && html`<${Datasets} key=${sent} collection=${collection} />${rights.write && html`<${NewDataset} collection=${collection.name} onDone=${count} />`}`}
    ${(collection.kind === "partitioned" || collection.kind === "view") && html`<${Partitions} key=${sent} collection=${collection} variables=${variablesOf(collection.schema || collection)} />`}
    ${collection.kind === "partitioned" && rights.write && !collection.read_only && html`<${Upload} address=${`${collectionAddress(collection.name)}/rows`} method="POST" what="rows; those of partitions that are there already are replaced" accept=".npz,.nc,.zip,.arrow,.json" onDone=${count} />`}
    ${isNew && html`<${NewArray} collection=${collection} onClose=${() => setNew(false)} onMade=${made} />`}</section>`;
}

/** A dataset from a file, under a name that is typed. */
function NewDataset({ collection, onDone }) {
  const [name, setName] = useState("");
  return html`<div class="upload"><label>Name of a new dataset <input value=${name} onInput=${(e) => setName(e.target.value)} /></label>
    ${name && html`<${Upload} address=${`${collectionAddress(collection)}/datasets/${encode(name)}`} what="it from a file" accept=".nc,.npz" onDone=${onDone} />`}</div>`;
}

function ArrayPage({ collection, rest, raw, options, setOptions, rights }) {
  const address = `${collectionAddress(collection.name)}/arrays/${raw[2]}`;
  const { value, problem, again } = useLoad((signal) => exactly(address, signal), [address]);
  if (problem) return html`<${Fault} problem=${problem} />`;
  if (!value) return html`<${Busy} />`;
  return html`<${ArrayView} ...${{ address, options, setOptions, access: rights, zarr: value.zarr, variable: collection.name, title: Object.values(value.exact.primary_attributes || {}).join(", ") || value.id }}
      document=${{ fill_value: collection.fill_value, attributes: {}, shape: value.shape, dimensions: (collection.dimensions || []).map((one) => ({ scale: one.scale?.name, labels: one.labels })) }} open=${`c[${JSON.stringify(collection.name)}][${JSON.stringify(rest[0])}]`} />
    <section><h2>Attributes</h2><${Values} values=${{ ...value.exact.primary_attributes, ...value.exact.custom_attributes }} />
    ${rights.write && (collection.attributes || []).some((one) => !one.primary) && html`<${Attributes} address=${address} member="custom_attributes" declared=${collection.attributes.filter((one) => !one.primary)} onChanged=${again} />`}</section>`;
}

function MemberPage({ collection, rest, options, setOptions, rights }) {
  const [dataset, ...array] = rest;
  const address = `${collectionAddress(collection.name)}/datasets/${encode(dataset)}/arrays/${encode(array.join("/"))}`;
  const { value, problem, again } = useLoad((signal) => exactly(address, signal), [address]);
  if (problem) return html`<${Fault} problem=${problem} />`;
  if (!value) return html`<${Busy} />`;
  return html`<${ArrayView} ...${{ address, options, setOptions, access: rights, zarr: collection.zarr && `${collection.zarr}/${encode(dataset)}`, variable: value.name, title: `${dataset}, ${value.name}`, document: value }}
      open=${`c[${JSON.stringify(collection.name)}][${JSON.stringify(dataset)}][${JSON.stringify(value.name)}]`} />
    <section><h2>Attributes</h2><p>${figures(value.statistics)}</p><${Values} values=${value.exact.attributes || {}} />
    ${rights.write && html`<${Attributes} address=${address} member="attributes" onChanged=${again} />`}</section>`;
}

function VariablePage({ collection, rest, options, setOptions, rights }) {
  const path = rest.join("/");
  const address = `${collectionAddress(collection.name)}/variables/${encode(path)}`;
  const found = variablesOf(collection.schema || collection).find((one) => one.path === path);
  const document = found && { fill_value: found.fill_value, attributes: found.attrs || found.attributes || {} };
  return html`<${ArrayView} ...${{ address, options, setOptions, access: { ...rights, write: false }, zarr: collection.zarr && `${collection.zarr}/_all`, variable: path, title: path, document }} open=${`c[${JSON.stringify(collection.name)}].variable(${JSON.stringify(path)})`} />`;
}

const root = document.getElementById("app");
root.replaceChildren();
render(html`<${Busy} what="Signing in" />`, root);
const failed = await finish();
render(html`<${App} failed=${failed} />`, root);
