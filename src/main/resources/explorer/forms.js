// Forms: a new array, the key.

import { html, useState } from "./preact.js";
import { API, credentials, json, key, send, useKey } from "./api.js";
import { collectionAddress } from "./lists.js";
import { Dialog, Fault, Field, useOnce } from "./parts.js";
import { declaredType, valueOf } from "./typedvalues.js";

export function NewArray({ collection, onClose, onMade }) {
  const [texts, setTexts] = useState({});
  const { isBusy, problem, once } = useOnce();
  const attributes = collection.attributes || [];
  const taken = attributes.map((one) => (texts[one.name] ? valueOf({ type: declaredType(one.dtype), isList: false, text: texts[one.name] }) : null));
  const make = (e) => {
    e.preventDefault();
    const given = (isPrimary) => Object.fromEntries(attributes.flatMap((one, i) => (one.primary === isPrimary && taken[i] ? [[one.name, taken[i].value]] : [])));
    once(async () => {
      const document = { primary_attributes: given(true), custom_attributes: given(false) };
      const made = await send("POST", `${collectionAddress(collection.name)}/arrays`, document, { isExact: true });
      return () => onMade(made);
    });
  };
  return html`<${Dialog} title="New array" onClose=${onClose}><form class="form" onSubmit=${make}>
    ${attributes.map((one, i) => html`<${Field} label=${html`${one.name} <small>${one.dtype}${one.primary ? ", key" : ""}</small>`} value=${texts[one.name] || ""} required=${one.primary} onInput=${(text) => setTexts({ ...texts, [one.name]: text })} wrong=${taken[i]?.wrong} />`)}
    <${Fault} problem=${problem} /><button disabled=${isBusy || taken.some((one) => one?.wrong)}>Create</button></form></${Dialog}>`;
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
