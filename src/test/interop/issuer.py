"""A provider of identities: OpenID discovery, the authorization-code flow with PKCE, and tokens signed by a key of its own."""

import base64
import hashlib
import html
import http.server
import json
import secrets
import subprocess
import threading
import time
import urllib.parse


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Issuer:
    """Answers on a port of its own from its start on. `/set?NAME=VALUE` changes what is wrong with its answers."""

    def __init__(self, place, client, audience):
        self.client, self.audience = client, audience
        self.redirect = None
        self.key = place / "issuer.pem"
        subprocess.run(
            ["openssl", "genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", self.key], check=True, capture_output=True
        )
        told = subprocess.run(["openssl", "rsa", "-in", self.key, "-noout", "-modulus"], check=True, capture_output=True, text=True).stdout
        self.modulus = bytes.fromhex(told.strip().split("=")[1])
        self.codes, self.wrong, self.asked = {}, {}, []
        issuer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                url = urllib.parse.urlsplit(self.path)
                issuer.answer(self, url.path, dict(urllib.parse.parse_qsl(url.query)))

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                issuer.answer(self, self.path, dict(urllib.parse.parse_qsl(body)))

            def log_message(self, *arguments):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

    def answer(self, call, path, given):
        status, body = {
            "/.well-known/openid-configuration": self.discovery,
            "/keys": self.keys,
            "/authorize": self.authorize,
            "/token": self.token,
            "/set": self.set,
            "/expired": lambda _: (200, self.signed(aud=self.audience, scope="seer", exp=int(time.time()) - 3600)),
        }.get(path, lambda _: (404, "nothing"))(given)
        is_page = isinstance(body, str)
        data = (body if is_page else json.dumps(body)).encode()
        call.send_response(status)
        call.send_header("Content-Type", "text/html; charset=UTF-8" if is_page else "application/json")
        call.send_header("Content-Length", str(len(data)))
        call.send_header("Access-Control-Allow-Origin", "*")
        call.end_headers()
        call.wfile.write(data)

    def set(self, given):
        self.wrong = given
        return 200, "set"

    def discovery(self, _):
        return 200, {
            "issuer": self.wrong.get("issuer", self.url),
            "authorization_endpoint": self.wrong.get("authorize", f"{self.url}/authorize?realm=a"),
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
        }

    def keys(self, _):
        return 200, {"keys": [{"kty": "RSA", "use": "sig", "alg": "RS256", "kid": "a", "n": base64url(self.modulus), "e": "AQAB"}]}

    def authorize(self, given):
        """A page that asks the person; of a request that is wrong, a refusal that leads nowhere."""
        self.asked.append(given)
        if (given.get("client_id"), given.get("redirect_uri"), given.get("response_type")) != (self.client, self.redirect, "code"):
            return 400, "unknown client or address"
        if given.get("code_challenge_method") != "S256" or len(given.get("code_challenge", "")) != 43 or given.get("realm") != "a":
            return 400, "no PKCE"
        if "openid" not in given["scope"].split() or not given.get("nonce") or not given.get("state"):
            return 400, "no OpenID"
        code = secrets.token_urlsafe()
        self.codes[code] = given
        answers = {
            "Allow": {"code": code, "state": given["state"], "iss": self.wrong.get("iss", self.url)},
            "Refuse": {"error": "access_denied", "error_description": "<b>not</b> today", "state": given["state"]},
        }
        links = [
            f'<a href="{html.escape(self.redirect)}?{html.escape(urllib.parse.urlencode(answer, safe=":/"))}">{name}</a>'
            for name, answer in answers.items()
        ]
        return 200, f"<!DOCTYPE html><title>Issuer</title><h1>Sign in?</h1>{' '.join(links)}"

    def token(self, given):
        asked = self.codes.pop(given.get("code"), None)
        challenge = base64url(hashlib.sha256(given.get("code_verifier", "").encode()).digest())
        if (given.get("grant_type"), given.get("client_id"), given.get("redirect_uri")) != ("authorization_code", self.client, self.redirect):
            return 400, {"error": "invalid_request"}
        if asked is None or asked["code_challenge"] != challenge:
            return 400, {"error": "invalid_grant", "error_description": "no such code"}
        until = int(time.time()) + 3600
        return 200, {
            "token_type": "Bearer",
            "access_token": self.wrong.get("access_token") or self.signed(aud=self.wrong.get("aud", self.audience), scope="openid seer", exp=until),
            "id_token": self.signed(aud=self.client, nonce=self.wrong.get("nonce", asked["nonce"]), exp=until),
            "refresh_token": "to be forgotten",
        }

    def signed(self, **claims):
        now = int(time.time())
        parts = {"alg": "RS256", "kid": "a", "typ": "JWT"}, {"iss": self.url, "sub": "ann", "iat": now - 7200, **claims}
        text = ".".join(base64url(json.dumps(part).encode()) for part in parts)
        signature = subprocess.run(["openssl", "dgst", "-sha256", "-sign", self.key], input=text.encode(), capture_output=True, check=True).stdout
        return f"{text}.{base64url(signature)}"
