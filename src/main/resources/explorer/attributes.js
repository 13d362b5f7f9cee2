// The form of attributes that may change: of an array with declared ones, of a dataset, of an array of a dataset.

import { html, useState } from "./preact.js";
import { request, send } from "./api.js";
import { Fault, Field, Select, tell, useOnce } from "./parts.js";
import { declaredType, faultOfAttributeName, fieldOf, read, sameField, TYPES, valueOf, write } from "./typedvalues.js";

const FRESH = { type: "string", isList: false, text: "" };
const TURNS = 5;

/** The document at an address, and the same as `exact`, whose numbers have every digit. */
export async function exactly(address, signal) {
  const text = await (await request(address, { signal, headers: { Accept: "application/json" } })).text();
  return { ...JSON.parse(text), exact: read(text) };
}

/** Attributes with their values, and with the types that these do not show. */
export function Values({ values }) {
  return html`<dl class="rest">${Object.entries(values).map(([name, raw]) => {
    const { type, isList, text } = fieldOf(raw);
    return html`<div><dt>${name}</dt><dd>${raw === null ? "–" : isList ? text.split("\n").join(", ") : text}${["string", "int64", "float64", "bool", "json"].includes(type) ? "" : html` <small>${type === "timestamp_ns" ? "time" : type}</small>`}</dd></div>`;
  })}</dl>`;
}

/** The value of a name; names such as "constructor" are no values unless they are stored. */
const valueAt = (values, name) => (Object.hasOwn(values, name) ? values[name] : null);

const without = (values, name) => Object.fromEntries(Object.entries(values).filter(([each]) => each !== name));

/** The attributes of a document as they are stored now, and their version. */
async function stored(address, member) {
  const { exact, version } = await exactly(address);
  return { values: exact[member] || {}, version };
}

/** Attributes that changed since a form was opened, among those that it changes too. */
const clashes = (names, before, after) => names.filter((name) => write(valueAt(before, name)) !== write(valueAt(after, name)));

/**
 * Sends changes under the version that they were made for. Where something else changed meanwhile they are sent again;
 * where the same attribute did, nothing is sent, and what is stored now comes back with the refusal.
 */
async function save(address, member, base, changes) {
  let at = base;
  for (let turn = 1; ; turn++) {
    try {
      await send("PATCH", address, { [member]: changes }, { headers: { "If-Match": `"${at.version}"` } });
      return {};
    } catch (refusal) {
      if (refusal.status !== 412) throw refusal;
      at = await stored(address, member);
      const names = clashes(Object.keys(changes), base.values, at.values);
      if (names.length || turn === TURNS) return { refusal, now: at, names };
    }
  }
}

/** The rows of a form: what is stored with what was changed of it, and what is new. */
function rowsOf({ base, edits, added }, declared) {
  const names = declared ? declared.map((one) => one.name) : Object.keys(base.values);
  const gone = declared ? [] : Object.keys(edits).filter((name) => !names.includes(name));
  const old = [...names, ...gone].map((name) => {
    const raw = valueAt(base.values, name);
    const type = declared && declaredType(declared.find((one) => one.name === name).dtype);
    const before = raw === null ? null : fieldOf(raw, type);
    const field = Object.hasOwn(edits, name) ? edits[name] : before;
    const isSame = before === null || field === null ? before === field : sameField(before, field);
    const found = field && !isSame ? valueOf(field) : {};
    return { name, before, field, isSame, type, value: field && found.value, wrong: found.wrong };
  });
  return { old, fresh: freshRows(added, names) };
}

/** Attributes that are being added, with their values and with what is wrong with them. */
export function freshRows(added, names = []) {
  return added.map((one, i) => {
    const others = [...names, ...added.filter((_, n) => n < i).map((each) => each.name)];
    return { ...one, ...valueOf(one.field), wrongName: faultOfAttributeName(one.name, others) };
  });
}

/** Boxes for attributes that are being added; `set` takes the list of them anew. */
export function Fresh({ rows, set, types }) {
  const plain = rows.map(({ name, field }) => ({ name, field }));
  const renew = (i, more) => set(plain.map((one, n) => (n === i ? { ...one, ...more } : one)));
  return html`${rows.map((row, i) => html`<fieldset><legend>New attribute ${i + 1}</legend>
      <${Field} label="Name" value=${row.name} onInput=${(name) => renew(i, { name })} wrong=${row.wrongName} />
      <${Value} field=${row.field} wrong=${row.wrong} types=${types} onEdit=${(field) => renew(i, { field })} />
      <button type="button" class="small" onClick=${() => set(plain.filter((_, n) => n !== i))}>Leave out new attribute ${i + 1}</button></fieldset>`)}
    <button type="button" class="small" onClick=${() => set([...plain, { name: "", field: FRESH }])}>Add an attribute</button>`;
}

/** The values to send, by name; null removes one. */
function changesOf({ old, fresh }, isDeclared) {
  const sent = (row) => (row.field === null ? null : isDeclared || ["string", "bool"].includes(row.field.type) ? row.value : { value: row.value, type: row.field.type });
  return Object.fromEntries([...old.filter((row) => !row.isSame), ...fresh].map((row) => [row.name, sent(row)]));
}

/** `declared` are the attributes that there can be, with their types; without it any may be added. */
export function Attributes({ address, member, declared, onChanged }) {
  const [form, setForm] = useState(null);
  const { isBusy, problem, once } = useOnce();
  const set = (more) => setForm((old) => ({ ...old, ...more }));
  const open = () => once(async () => {
    const base = await stored(address, member);
    return () => setForm({ base, edits: {}, added: [], clash: [], refusal: null });
  });
  if (form === null) return html`<button type="button" class="small" disabled=${isBusy} onClick=${open}>Edit attributes</button><${Fault} problem=${problem} />`;
  const rows = rowsOf(form, declared);
  const isWrong = rows.old.some((row) => row.wrong) || rows.fresh.some((row) => row.wrong || row.wrongName);
  const changes = isWrong ? {} : changesOf(rows, Boolean(declared));
  const submit = (e) => {
    e.preventDefault();
    once(async () => {
      const { refusal, now, names } = await save(address, member, form.base, changes);
      if (refusal) return () => set({ base: now, clash: names, refusal });
      return () => (setForm(null), tell("Attributes are saved"), onChanged());
    });
  };
  const edit = (name, field) => set({ edits: { ...form.edits, [name]: field } });
  const back = (name) => set({ edits: without(form.edits, name), clash: form.clash.filter((each) => each !== name) });
  return html`<form class="form" onSubmit=${submit} aria-label="Attributes">
    ${rows.old.map((row) => html`<${Stored} key=${row.name} row=${row} isClash=${form.clash.includes(row.name)} isDeclared=${Boolean(declared)} onEdit=${(field) => edit(row.name, field)} onBack=${() => back(row.name)} />`)}
    ${!declared && html`<${Fresh} rows=${rows.fresh} set=${(added) => set({ added })} />`}
    <${Fault} problem=${problem || form.refusal} />
    <p><button disabled=${isBusy || isWrong || Object.keys(changes).length === 0}>Save</button> <button type="button" onClick=${() => setForm(null)}>Leave as it was</button></p></form>`;
}

/** An attribute that is stored, or was when the form was opened. */
function Stored({ row, isClash, isDeclared, onEdit, onBack }) {
  const { name, before, field, isSame, type } = row;
  const first = { ...FRESH, type: type || "string" };
  return html`<fieldset><legend>${name}${field === null ? html` <small>${isSame || isDeclared ? "no value" : "is removed"}</small>` : ""}</legend>
    ${field && html`<${Value} name=${name} field=${field} wrong=${row.wrong} isFixed=${isDeclared} onEdit=${onEdit} />`}
    ${field === null && isSame && html`<button type="button" class="small" onClick=${() => onEdit(first)}>Give ${name} a value</button>`}
    ${field && before && html`<button type="button" class="small" onClick=${() => onEdit(null)}>${isDeclared ? "Take the value of" : "Remove"} ${name}${isDeclared ? " away" : ""}</button>`}
    ${!isSame && html`<button type="button" class="small" onClick=${onBack}>Leave ${name} as it is</button>`}
    ${isClash && html`<em class="wrong">changed meanwhile by somebody else: ${before ? before.text : "removed"}. Save again to have what stands here.</em>`}</fieldset>`;
}

let lastValue = 0;

/** A type with a value of it, or a list of values with one in each line. */
function Value({ name, field, wrong, isFixed, types = TYPES, onEdit }) {
  const [id] = useState(() => `value-${++lastValue}`);
  const { type, isList, text } = field;
  const canList = !isFixed && !["json", "tuple", "complex"].includes(type);
  const known = types.some(([each]) => each === type) ? types : [...types, [type, type]];
  const more = { value: text, spellcheck: false, "aria-invalid": Boolean(wrong), "aria-describedby": wrong ? id : undefined, onInput: (e) => onEdit({ ...field, text: e.target.value }) };
  const label = name ? html`Value <span class="unseen">of ${name}</span>` : "Value";
  const isLong = isList || type === "json" || /\n/.test(text) || text.length > 60;
  return html`${!isFixed && html`<${Select} label=${name ? html`Type <span class="unseen">of ${name}</span>` : "Type"} value=${type} options=${known} onChoose=${(chosen) => onEdit({ type: chosen, isList: isList && chosen !== "json", text: chosen === "bool" && !isList ? String(text === "true") : text })} />`}
    ${canList && html`<label class="tick"><input type="checkbox" checked=${isList} onChange=${(e) => onEdit({ ...field, isList: e.target.checked })} /> list${name && html`<span class="unseen"> in ${name}</span>`}</label>`}
    ${type === "bool" && !isList
      ? html`<${Select} label=${label} value=${text} options=${[...(["true", "false"].includes(text) ? [] : [["", "choose"]]), "true", "false"]} onChoose=${(chosen) => onEdit({ ...field, text: chosen })} />`
      : html`<div class="field"><label>${label}${isList ? html` <small>one a line</small>` : ""} ${isLong ? html`<textarea rows="3" ...${more}></textarea>` : html`<input ...${more} />`}</label></div>`}
    ${wrong && html`<em class="wrong" id=${id}>${wrong}</em>`}`;
}
