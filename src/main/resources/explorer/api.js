// Requests to the interface, with the caller's key, and the problems that it answers.

import { read, write } from "./typedvalues.js";

export const ROOT = new URL(document.baseURI.split(/[?#]/)[0].replace(/[^/]*$/, ""));
export const API = new URL("api/v1", ROOT).pathname;

const KEY = "hypertile.key";

// A token has three parts between dots, a key has none.
export const TOKEN = /^[\w-]+\.[\w-]+\.[\w-]*$/;

export const key = () => sessionStorage.getItem(KEY) || "";

export function useKey(text) {
  if (text) sessionStorage.setItem(KEY, text);
  else sessionStorage.removeItem(KEY);
}

/** An answer that is not a success, in the words of the server. */
export class Problem extends Error {
  constructor(status, members) {
    super(members.detail || members.title || `The server answers ${status}.`);
    this.status = status;
    this.members = members;
  }
}

/** The header that a key, or a token of a provider of identities, goes in. */
export const credentials = (text) => (text === "" ? {} : TOKEN.test(text) ? { Authorization: `Bearer ${text}` } : { "X-API-Key": text });

/** The headers of a request; the key of the caller is among them unless there is another one. */
const headers = (more) => ({ ...(more?.["X-API-Key"] || more?.Authorization ? {} : credentials(key())), ...more });

async function problemOf(answer) {
  let members = {};
  try {
    members = await answer.json();
  } catch {
    // An answer of something between here and the server has no document.
  }
  return new Problem(answer.status, members);
}

export async function request(address, options = {}) {
  let answer;
  try {
    answer = await fetch(address, { credentials: "omit", ...options, headers: headers(options.headers) });
  } catch (e) {
    if (e.name === "AbortError") throw e;
    throw new Problem(0, { title: "No answer", detail: "The server cannot be reached; is it running?" });
  }
  if (!answer.ok) throw await problemOf(answer);
  return answer;
}

/** The document of an answer; with `isExact` its numbers are numerals, with every digit. */
export async function json(address, { isExact, ...options } = {}) {
  const answer = await request(address, { ...options, headers: { Accept: "application/json", ...options.headers } });
  if (answer.status === 204) return null;
  return isExact ? read(await answer.text()) : answer.json();
}

/** Sends a document as JSON, and gives the document of the answer. */
export function send(method, address, document, { headers, ...options } = {}) {
  return json(address, { ...options, method, body: write(document), headers: { "Content-Type": "application/json", ...headers } });
}

/** Sends a file, telling how far it has come; `signal` breaks it off. */
export function upload(method, address, file, type, onProgress, signal) {
  return new Promise((resolve, reject) => {
    const call = new XMLHttpRequest();
    call.open(method, address);
    call.setRequestHeader("Content-Type", type);
    for (const [name, value] of Object.entries(credentials(key()))) call.setRequestHeader(name, value);
    call.upload.onprogress = (e) => e.lengthComputable && onProgress(e.loaded / e.total);
    call.onload = () => {
      if (call.status < 300) return resolve();
      let members = {};
      try {
        members = JSON.parse(call.responseText);
      } catch {
        // As above.
      }
      reject(new Problem(call.status, members));
    };
    call.onerror = () => reject(new Problem(0, { title: "No answer", detail: "The connection broke off; nothing is written unless it was answered." }));
    call.onabort = () => reject(new DOMException("broken off", "AbortError"));
    signal.addEventListener("abort", () => call.abort());
    call.send(file);
  });
}

/**
 * Saves what an address answers as a file, or throws the problem. The browser writes it to the disk as it comes; what
 * would be refused is asked for before, so that the reason is shown.
 */
export async function download(address) {
  await request(address, { method: "HEAD" }).catch(async () => (await request(address)).body?.cancel());
  if (key()) submit(address);
  else Object.assign(document.createElement("a"), { href: address, download: "" }).click();
}

/** Links cannot send a key without having it in their address: forms can, and the server takes it for the same read. */
function submit(address) {
  const form = Object.assign(document.createElement("form"), { method: "post", action: address, hidden: true });
  form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "key", value: key() }));
  document.body.append(form);
  form.submit();
  form.remove();
}

export const encode = (text) => encodeURIComponent(text).replaceAll("%3A", ":").replaceAll("%2C", ",").replaceAll("%7E", "~");

/** Pages of a list, joined up to a number of items. */
export async function items(address, most, signal, isExact = false) {
  const found = [];
  let next = address;
  while (next && found.length < most) {
    const page = await json(next, { signal, isExact });
    found.push(...page.items);
    next = page.next;
  }
  return { found, next };
}
