// Small parts of pages.

import { html, useEffect, useMemo, useRef, useState } from "./preact.js";
import { SignInButton } from "./signin.js";

/** What went wrong, as the server says it; where it does not know the caller, with the way to sign in. */
export function Fault({ problem, isAside }) {
  if (!problem) return null;
  const { code, request_id, nearest, known, type, title, status, detail, instance, ...more } = problem.members || {};
  return html`<div class="fault" role="alert"><b>${problem.members?.title || "Something went wrong"}</b>
    <p>${problem.message}</p>
    ${Object.keys({ ...more, nearest, known }).length > 0 &&
    html`<dl>${Object.entries({ nearest, known, ...more }).filter(([, v]) => v !== undefined).map(([k, v]) => html`<dt>${k}</dt><dd>${typeof v === "object" ? JSON.stringify(v) : String(v)}</dd>`)}</dl>`}
    ${code && html`<small>${code}${request_id ? `, request ${request_id}` : ""}</small>`}
    ${problem.status === 401 && !isAside && html`<${SignInButton} />`}</div>`;
}

/** What an asynchronous function gives, anew when one of its inputs changes. It may show something before it is done. */
export function useLoad(load, inputs) {
  const [state, setState] = useState({ value: null, problem: null, isBusy: true });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const call = new AbortController();
    setState((old) => ({ ...old, isBusy: true }));
    const show = (value) => call.signal.aborted || setState({ value, problem: null, isBusy: true });
    load(call.signal, show).then(
      (value) => call.signal.aborted || setState({ value, problem: null, isBusy: false }),
      (problem) => call.signal.aborted || setState({ value: null, problem, isBusy: false }),
    );
    return () => call.abort();
  }, [...inputs, turn]);
  return { ...state, again: () => setTurn((n) => n + 1) };
}

/**
 * Something that is done at a press of a button: never twice at a time. `once` takes a function whose result is called
 * when it is done, unless the reader has gone elsewhere meanwhile.
 */
export function useOnce() {
  const live = useRef({ isBusy: false, isOver: false });
  const [state, setState] = useState({ isBusy: false, problem: null });
  useEffect(() => () => void (live.current.isOver = true), []);
  const once = async (run) => {
    if (live.current.isBusy) return;
    live.current.isBusy = true;
    setState({ isBusy: true, problem: null });
    let problem = null;
    let after;
    try {
      after = await run();
    } catch (fault) {
      problem = fault;
    }
    live.current.isBusy = false;
    if (live.current.isOver) return;
    setState({ isBusy: false, problem });
    after?.();
  };
  return { ...state, once };
}

// Texts that come together are told together: a later one would silence those before.
const TOGETHER = 250;
let untold = [];

/** Says something to those who hear the page: what has become of what they did, where the page shows it without a word. */
export function tell(text) {
  if (untold.push(text) > 1) return;
  const place = document.getElementById("told");
  place.textContent = "";
  setTimeout(() => {
    place.textContent = untold.join(". ");
    untold = [];
  }, TOGETHER);
}

/** Tells a text whenever it becomes another one; nothing while it is empty. */
export function useTold(text) {
  useEffect(() => void (text && tell(text)), [text]);
}

let lastField = 0;

/** A box of a form with what is wrong with its text, which is told to those who do not see it as well. */
export function Field({ label, value, onInput, wrong, ...more }) {
  const id = useMemo(() => `field-${++lastField}`, []);
  return html`<div class="field"><label>${label} <input value=${value} spellcheck=${false} aria-invalid=${Boolean(wrong)} aria-describedby=${wrong ? id : undefined} onInput=${(e) => onInput(e.target.value)} ...${more} /></label>
    ${wrong && html`<em class="wrong" id=${id}>${wrong}</em>`}</div>`;
}

export function Copy({ text, what }) {
  const [isDone, setDone] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Without a secure origin browsers have no clipboard for scripts.
      const area = document.body.appendChild(Object.assign(document.createElement("textarea"), { value: text }));
      area.select();
      document.execCommand("copy");
      area.remove();
    }
    setDone(true);
    tell("Copied");
    setTimeout(() => setDone(false), 1500);
  };
  return html`<button type="button" class="small" onClick=${copy}>${isDone ? "Copied" : `Copy${what ? ` ${what}` : ""}`}</button>`;
}

export function Dialog({ title, onClose, children }) {
  const dialog = useRef(null);
  useEffect(() => {
    dialog.current.showModal();
  }, []);
  return html`<dialog ref=${dialog} onClose=${onClose} aria-label=${title}>
    <header><h2>${title}</h2><button type="button" class="small" onClick=${() => dialog.current.close()} aria-label="Close">×</button></header>
    ${children}</dialog>`;
}

export const Busy = ({ what }) => html`<p class="busy" role="status">${what || "Reading"} …</p>`;

/** A choice among texts, or among pairs of value and text. */
export function Select({ label, value, options, onChoose, isHidden }) {
  const rows = options.map((one) => (Array.isArray(one) ? one : [one, one]));
  const list = html`<select aria-label=${isHidden ? label : undefined} onChange=${(e) => onChoose(e.target.value)}>${rows.map(([one, text]) => html`<option value=${one} selected=${String(one) === String(value)}>${text}</option>`)}</select>`;
  return isHidden ? list : html`<label>${label} ${list}</label>`;
}
