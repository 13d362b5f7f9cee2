"""Requests to S3 with a signature (AWS, version 4), made by hand."""

import datetime
import hashlib
import hmac
import urllib.parse
import urllib.request


def request(method, url, body=b"", key="test", secret="test", region="us-east-1", **headers):
    """A request that is signed, for `urllib`."""
    parts = urllib.parse.urlsplit(url)
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")
    signed = {
        "host": parts.netloc,
        "x-amz-content-sha256": hashlib.sha256(body).hexdigest(),
        "x-amz-date": now,
    }
    names = ";".join(sorted(signed))
    pairs = sorted(urllib.parse.parse_qsl(parts.query, keep_blank_values=True))
    query = "&".join(f"{quoted(name)}={quoted(value)}" for name, value in pairs)
    lines = "".join(f"{name}:{signed[name]}\n" for name in sorted(signed))
    asked = "\n".join([method, parts.path or "/", query, lines, names, signed["x-amz-content-sha256"]])
    scope = f"{now[:8]}/{region}/s3/aws4_request"
    text = "\n".join(["AWS4-HMAC-SHA256", now, scope, hashlib.sha256(asked.encode()).hexdigest()])
    signing = f"AWS4{secret}".encode()
    for part in scope.split("/"):
        signing = hmac.digest(signing, part.encode(), "sha256")
    signature = hmac.new(signing, text.encode(), "sha256").hexdigest()
    authorization = f"AWS4-HMAC-SHA256 Credential={key}/{scope}, SignedHeaders={names}, Signature={signature}"
    address = urllib.parse.urlunsplit(parts._replace(query=query))
    sent = {**signed, **headers, "Authorization": authorization}
    del sent["host"]
    return urllib.request.Request(address, data=body or None, method=method, headers=sent)


def quoted(text):
    return urllib.parse.quote(text, safe="-_.~")


def ask(method, url, body=b"", **headers):
    with urllib.request.urlopen(request(method, url, body, **headers), timeout=60) as answer:
        return answer.read()
