// Signing in at the provider of identities whose tokens the server takes: the authorization-code flow of OpenID with
// PKCE, as a public client.

import { html, useEffect, useState } from "./preact.js";
import { API, credentials, json, ROOT, TOKEN, useKey } from "./api.js";

// What a sign-in that was begun in this tab has to be answered with.
const PENDING = "hypertile.signin";
const LONGEST = 300;
const HIDDEN = { credentials: "omit", redirect: "error", referrerPolicy: "no-referrer" };

let asked;

/** The provider and the client that people sign in with, as the server names them; null if it names none. */
function offer() {
  asked ??= fetch(API, { credentials: "omit", headers: { Accept: "application/json" } })
    .then((answer) => answer.json())
    .then((links) => links.sign_in ?? null)
    .catch(() => (asked = null));
  return asked;
}

/** What the server offers, once it is known. */
export function useOffer() {
  const [client, setClient] = useState(null);
  useEffect(() => void offer().then(setClient), []);
  return client;
}

/** The button that leads to the provider; nothing on servers without one. */
export function SignInButton() {
  const client = useOffer();
  const [wrong, setWrong] = useState("");
  if (!client) return null;
  const lead = () => begin(client).catch((problem) => setWrong(problem.message));
  return html`<button type="button" class="small" onClick=${lead}>Sign in</button>${wrong && html` <em class="wrong" role="alert">${wrong}</em>`}`;
}

const base64url = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const random = () => base64url(crypto.getRandomValues(new Uint8Array(32)));

/** A document of the provider, and whether it is a success; an answer that is no JSON counts as an empty document. */
async function ask(address, options = {}) {
  let answer;
  try {
    answer = await fetch(address, { ...HIDDEN, ...options });
  } catch {
    throw new Error(`The provider of identities does not answer, or does not let pages of ${ROOT.origin} read what it answers.`);
  }
  const document = await answer.json().catch(() => null);
  return { isDone: answer.ok, document: document ?? {} };
}

/** An address that the provider names, which has to be its own: the policy of this page lets it reach no other. */
function own(issuer, text) {
  const address = URL.canParse(text) ? new URL(text) : null;
  if (address?.origin !== new URL(issuer).origin) throw new Error(`The provider of identities names an address outside of ${issuer}.`);
  return address;
}

/** Where the provider is asked for a code, and where for a token. */
async function endpoints(issuer) {
  const { isDone, document } = await ask(`${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`);
  if (!isDone || document.issuer !== issuer) throw new Error(`There is no provider of identities that calls itself ${issuer} there.`);
  return { authorize: own(issuer, document.authorization_endpoint), token: own(issuer, document.token_endpoint) };
}

async function begin(client) {
  // Browsers keep digests from pages that others could have changed on the way.
  if (!window.crypto?.subtle) throw new Error("Signing in takes HTTPS; this page came without.");
  const { authorize } = await endpoints(client.issuer);
  const pending = { state: random(), nonce: random(), verifier: random(), view: window.location.hash };
  const parameters = {
    response_type: "code",
    client_id: client.client_id,
    redirect_uri: ROOT.href,
    scope: client.scopes.join(" "),
    state: pending.state,
    nonce: pending.nonce,
    code_challenge: base64url(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(pending.verifier))),
    code_challenge_method: "S256",
  };
  for (const [name, value] of Object.entries(parameters)) authorize.searchParams.set(name, value);
  sessionStorage.setItem(PENDING, JSON.stringify(pending));
  window.location.assign(authorize);
}

/**
 * Takes what the provider has sent the browser back with: the address is cleaned of it and leads to the view that was
 * open before, and the token is kept where a key is. Gives what is wrong, or null.
 */
export async function finish() {
  const given = new URL(window.location.href).searchParams;
  if (!given.has("code") && !given.has("error")) return null;
  const pending = JSON.parse(sessionStorage.getItem(PENDING));
  sessionStorage.removeItem(PENDING);
  window.history.replaceState(null, "", `${ROOT.href}${pending?.view ?? window.location.hash}`);
  try {
    if (!pending || given.get("state") !== pending.state) throw new Error("This is the answer to a sign-in that this tab did not begin; nothing of it is kept.");
    useKey(await exchanged(given, pending));
    return null;
  } catch (problem) {
    problem.members = { ...problem.members, title: "Not signed in" };
    return problem;
  }
}

const shortened = (text) => (text.length > LONGEST ? `${text.slice(0, LONGEST)} …` : text);

/** The reason that the provider gives, in its own words. */
const reason = (error, description) => shortened(String(description || error || "it gives no reason"));

/** The token for a code, when the server takes it. */
async function exchanged(given, { verifier, nonce }) {
  const client = await offer();
  if (!client) throw new Error("This server does not say where to sign in.");
  if (given.has("iss") && given.get("iss") !== client.issuer) throw new Error(`This is the answer of another provider of identities than ${client.issuer}.`);
  if (given.has("error")) throw new Error(`The provider of identities refuses: ${reason(given.get("error"), given.get("error_description"))}`);
  const { token } = await endpoints(client.issuer);
  const form = { grant_type: "authorization_code", code: given.get("code"), redirect_uri: ROOT.href, client_id: client.client_id, code_verifier: verifier };
  const { isDone, document } = await ask(token, { method: "POST", body: new URLSearchParams(form) });
  if (!isDone) throw new Error(`The provider of identities gives no token: ${reason(document.error, document.error_description)}`);
  requireAnswer(document.id_token, client, nonce);
  if (!TOKEN.test(document.access_token)) throw new Error("The provider of identities gives a token that is no JWT, which this server cannot check.");
  await json(`${API}/access`, { headers: credentials(document.access_token) });
  return document.access_token;
}

/** Refuses an identity that is not the answer to what was asked. It comes from the provider itself, so that its signature says nothing more. */
function requireAnswer(identity, { issuer, client_id: id, scopes }, nonce) {
  if (identity === undefined && !scopes.includes("openid")) return;
  let claims;
  try {
    claims = JSON.parse(atob(identity.split(".")[1].replaceAll("-", "+").replaceAll("_", "/")));
  } catch {
    throw new Error("The provider of identities does not say who signed in.");
  }
  if (claims.nonce !== nonce || claims.iss !== issuer || ![claims.aud].flat().includes(id)) throw new Error("The provider of identities answers for another sign-in.");
}
