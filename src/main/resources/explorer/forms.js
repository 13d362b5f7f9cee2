// Forms: a new array, attributes, the key.

import { html, useState } from "./preact.js";
import { API, credentials, json, key, send, useKey } from "./api.js";
import { collectionAddress } from "./lists.js";
import { Dialog, Fault, Field, tell, useOnce } from "./parts.js";

const isWholeType = (dtype) => dtype === "int" || /^u?int\d/.test(dtype);
const isNumberType = (dtype) => isWholeType(dtype) || /^float/.test(dtype);

/** A text as the value that an attribute of a type takes. */
const typed = (text, dtype) => (isNumberType(dtype) ? Number(text) : text);

/** What is wrong with the text of an attribute; more digits than numbers of browsers have would name another array. */
function faultOf(text, dtype) {
  if (!text || !isNumberType(dtype)) return undefined;
  if (!text.trim() || !Number.isFinite(Number(text))) return "a number";
  return isWholeType(dtype) && !Number.isSafeInteger(Number(text)) ? "a whole number of up to 15 digits; others are made over the interface" : undefined;
}

export function NewArray({ collection, onClose, onMade }) {
  const [texts, setTexts] = useState({});
  const { isBusy, problem, once } = useOnce();
  const attributes = collection.attributes || [];
  const wrong = attributes.map((one) => faultOf(texts[one.name], one.dtype));
  const make = (e) => {
    e.preventDefault();
    const given = (isPrimary) => Object.fromEntries(attributes.filter((one) => one.primary === isPrimary && texts[one.name]).map((one) => [one.name, typed(texts[one.name], one.dtype)]));
    once(async () => {
      const made = await send("POST", `${collectionAddress(collection.name)}/arrays`, { primary_attributes: given(true), custom_attributes: given(false) });
      return () => onMade(made);
    });
  };
  return html`<${Dialog} title="New array" onClose=${onClose}><form class="form" onSubmit=${make}>
    ${attributes.map((one, i) => html`<${Field} label=${html`${one.name} <small>${one.dtype}${one.primary ? ", key" : ""}</small>`} value=${texts[one.name] || ""} required=${one.primary} onInput=${(text) => setTexts({ ...texts, [one.name]: text })} wrong=${wrong[i]} />`)}
    <${Fault} problem=${problem} /><button disabled=${isBusy || wrong.some(Boolean)}>Create</button></form></${Dialog}>`;
}

/** Attributes that may change, as JSON. */
export function Attributes({ address, values, member, onChanged }) {
  const [text, setText] = useState(null);
  const { isBusy, problem, once } = useOnce();
  const save = (e) => {
    e.preventDefault();
    once(async () => {
      const changes = changesOf(values, parsed(text));
      if (Object.keys(changes).length) await send("PATCH", address, { [member]: changes });
      return () => (setText(null), tell("Attributes are saved"), onChanged());
    });
  };
  if (text === null) return html`<button type="button" class="small" onClick=${() => setText(JSON.stringify(values, null, 2))}>Edit attributes</button>`;
  return html`<form class="form" onSubmit=${save}><label>Attributes, as JSON <textarea rows="6" value=${text} spellcheck=${false} onInput=${(e) => setText(e.target.value)}></textarea></label>
    <${Fault} problem=${problem} /><p><button disabled=${isBusy}>Save</button> <button type="button" onClick=${() => setText(null)}>Leave as it was</button></p></form>`;
}

function parsed(text) {
  let found;
  try {
    found = JSON.parse(text);
  } catch (fault) {
    throw new Error(`This is no JSON: ${fault.message}`);
  }
  if (found === null || typeof found !== "object" || Array.isArray(found)) throw new Error("Attributes are an object of names and values.");
  return found;
}

/** What was changed, and null for what was taken out; the others stay as they are, also where someone else changes them. */
function changesOf(before, after) {
  const changed = Object.entries(after).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name]));
  const gone = Object.keys(before).filter((name) => !Object.hasOwn(after, name) && before[name] !== null);
  return Object.fromEntries([...changed, ...gone.map((name) => [name, null])]);
}

export function SignIn({ caller, onClose, onDone }) {
  const [text, setText] = useState("");
  const { isBusy, problem, once } = useOnce();
  const take = (e) => {
    e.preventDefault();
    const wanted = text.trim();
    once(async () => {
      // Headers have no other characters, and a request with them would fail without a word of the server.
      if (!/^[!-~]+$/.test(wanted)) throw new Error("A key has letters, digits and signs without spaces between; is it copied whole?");
      await json(`${API}/access`, { headers: credentials(wanted) });
      useKey(wanted);
      return onDone;
    });
  };
  return html`<${Dialog} title="Key" onClose=${onClose}><form class="form" onSubmit=${take}>
    <p>${caller ? `The server knows you as ${caller}.` : "The server does not know you."} A key stays in this tab until it is closed.</p>
    <label>Key <small>or token</small> <input type="password" autocomplete="off" value=${text} onInput=${(e) => setText(e.target.value)} /></label>
    <${Fault} problem=${problem} />
    <p><button disabled=${isBusy || !text.trim()}>Use it</button> ${key() && html`<button type="button" onClick=${() => (useKey(""), onDone())}>Forget the key</button>`}</p></form></${Dialog}>`;
}
