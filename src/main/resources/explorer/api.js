// Requests to the interface, with the caller's key, and the problems that it answers.

export const ROOT = new URL(document.baseURI.split("#")[0].replace(/[^/]*$/, ""));
export const API = new URL("api/v1", ROOT).pathname;

const KEY = "hypertile.key";

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

/** The headers of a request; the key of the caller is among them unless there is another one. */
const headers = (more) => ({ ...(key() ? { "X-API-Key": key() } : {}), ...more });

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

export async function json(address, options = {}) {
  const answer = await request(address, { ...options, headers: { Accept: "application/json", ...options.headers } });
  return answer.status === 204 ? null : answer.json();
}

export function send(method, address, document, more = {}) {
  return json(address, { method, body: JSON.stringify(document), headers: { "Content-Type": "application/json", ...more } });
}

/** Sends a file, telling how far it has come; `signal` breaks it off. */
export function upload(method, address, file, type, onProgress, signal) {
  return new Promise((resolve, reject) => {
    const call = new XMLHttpRequest();
    call.open(method, address);
    call.setRequestHeader("Content-Type", type);
    if (key()) call.setRequestHeader("X-API-Key", key());
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

/** Saves what an address answers as a file, or throws the problem; with a key a plain link would be refused. */
export async function download(address) {
  if (!key()) {
    // The browser writes it to the disk as it comes; what would be refused is asked for here, so that the reason is shown.
    await request(address, { method: "HEAD" }).catch(async () => (await request(address)).body?.cancel());
    return follow(address, "");
  }
  const answer = await request(address);
  const named = /filename="([^"]+)"/.exec(answer.headers.get("Content-Disposition") || "");
  const made = URL.createObjectURL(await answer.blob());
  follow(made, named ? named[1] : "cells");
  setTimeout(() => URL.revokeObjectURL(made), 60_000);
}

function follow(address, name) {
  Object.assign(document.createElement("a"), { href: address, download: name }).click();
}

export const encode = (text) => encodeURIComponent(text).replaceAll("%3A", ":").replaceAll("%2C", ",").replaceAll("%7E", "~");

/** Pages of a list, joined up to a number of items. */
export async function items(address, most, signal) {
  const found = [];
  let next = address;
  while (next && found.length < most) {
    const page = await json(next, { signal });
    found.push(...page.items);
    next = page.next;
  }
  return { found, next };
}
