"""Puts the Python package before servers and connections that misbehave, as proxies, restarts and bugs make them."""

import asyncio
import contextlib
import http.server
import io
import json
import os
import re
import ssl
import subprocess
import sys
import threading
import time
import zipfile

import numpy as np
import pytest

from conftest import BASE

if "HYPERTILE_INSTALLED" not in os.environ:
    sys.path.insert(0, str(BASE / "src/main/sdk/python"))

import hypertile  # noqa: E402
import hypertile.transport  # noqa: E402

CELLS = np.arange(3_000_000, dtype="float64").reshape(3000, 1000)
SMALL = np.arange(12, dtype="float64").reshape(3, 4)
ID = "6a2f41a3-c54c-4ce8-95a8-6a6a4a3d4d5e"


def npy(values):
    stream = io.BytesIO()
    np.save(stream, values)
    return stream.getvalue()


class Faults(http.server.ThreadingHTTPServer):
    """A server of one array whose answers for cells are what a test puts into ``answers``."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers, self.seen = [], []
        self.shape = (3, 4)
        self.url = f"http://127.0.0.1:{self.server_port}"

    def document(self, path):
        dimensions = [{"name": name, "size": size} for name, size in zip("yx", self.shape)]
        schema = {"name": "c", "kind": "array", "dtype": "float64", "dimensions": dimensions, "attributes": []}
        return {"id": ID, "shape": self.shape} if "/arrays/" in path else schema


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *ignored):
        pass

    def do_GET(self):
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        if "/subset" not in self.path and self.command != "DELETE":
            return self.send(200, json.dumps(self.server.document(self.path)).encode())
        self.server.seen.append((self.command, dict(self.headers), body))
        self.server.answers.pop(0)(self)

    do_PUT = do_POST = do_DELETE = do_GET

    def send(self, status, body=b"", cut=None, **headers):
        """An answer, of which no more than ``cut`` bytes of the body are sent before the connection ends."""
        self.send_response(status)
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        for name, value in ({"Content-Length": len(body)} | headers).items():
            if value is not None:
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body if cut is None else body[:cut])
        if cut is not None:
            self.wfile.flush()
            self.close_connection = True


def answer(*given, **more):
    return lambda handler: handler.send(*given, **more)


@pytest.fixture
def faults():
    server = Faults()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def array(faults):
    with hypertile.connect(faults.url, retries=2, timeout=5) as client:
        yield client["c"][ID]


TAGGED = {"ETag": '"v1.x"', "Accept-Ranges": "bytes"}


def rest(body):
    """Sends the part that is asked for."""

    def send(handler):
        start = int(re.fullmatch(r"bytes=(\d+)-", handler.headers["Range"])[1])
        assert handler.headers["If-Range"] == '"v1.x"'
        handler.send(206, body[start:], Content_Range=f"bytes {start}-{len(body) - 1}/{len(body)}", **TAGGED)

    return send


@pytest.mark.parametrize("cut", [0, 5, 100, 128, 200, 5_000_000, 23_999_999])
def test_answer_that_breaks_off_goes_on_where_it_ended(faults, cut):
    faults.shape = CELLS.shape
    body = npy(CELLS)
    array = hypertile.connect(faults.url, retries=2)["c"][ID]
    faults.answers[:] = [answer(200, body, cut=cut, **TAGGED), rest(body) if cut else answer(200, body, **TAGGED)]
    assert np.array_equal(array.values, CELLS)
    assert len(faults.seen) == 2 and ("Range" in faults.seen[1][1]) == (cut > 0)


def test_answer_that_comes_bit_by_bit_is_read_to_its_end(faults, array):
    body = npy(SMALL)

    def bit(handler):
        start = int(re.fullmatch(r"bytes=(\d+)-", handler.headers["Range"])[1])
        handler.send(206, body[start:], cut=20, Content_Range=f"bytes {start}-{len(body) - 1}/{len(body)}", **TAGGED)

    faults.answers[:] = [answer(200, body, cut=20, **TAGGED), *[bit] * 20]
    assert np.array_equal(array.values, SMALL)
    assert len(faults.seen) == -(-len(body) // 20)


def test_answer_of_another_state_begins_anew(faults, array, tmp_path):
    body = npy(SMALL)
    for read in [lambda: array.values, lambda: np.load(array.to_file(tmp_path / "cells.npy"))]:
        faults.answers[:] = [answer(200, npy(SMALL * 0), cut=150, **TAGGED), answer(200, body, **TAGGED)]
        assert np.array_equal(read(), SMALL)
        faults.answers[:] = [answer(200, body, cut=150), answer(200, body)]
        assert np.array_equal(read(), SMALL)
        assert "Range" not in faults.seen[-1][1]
        faults.answers[:] = [answer(200, body, cut=150, **TAGGED), rest(body)]
        assert np.array_equal(read(), SMALL)


def test_answer_that_always_breaks_off_is_a_failure_and_leaves_no_file(faults, array, tmp_path):
    for read in [lambda: array.values, lambda: array.to_file(tmp_path / "cells.npy")]:
        faults.answers[:] = [answer(200, npy(SMALL), cut=150)] * 3
        with pytest.raises(hypertile.UnreachableError) as failure:
            read()
        assert failure.value.code == "broken-off" and not faults.answers
    assert list(tmp_path.iterdir()) == []


def header(text):
    return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text.encode()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"<html>not what was asked for</html>",
        npy(SMALL)[:60],
        npy(SMALL)[:-8],
        npy(SMALL) + b"12345678",
        npy(SMALL.ravel()),
        npy(SMALL).replace(b"<f8", b"|O8"),
        npy(SMALL).replace(b"\x93NUMPY\x01", b"\x93NUMPY\x09"),
        header("{'descr': '<f8', 'fortran_order': False, 'shape': (9223372036854775807, 4), }\n"),
        header("{'descr': '<f8', 'fortran_order': False, 'shape': (-3, 4), }\n") + bytes(96),
        header("{'descr': '<f8', 'fortran_order': False, 'shape': (__import__('os').getpid(), 4), }\n"),
        header("{'descr': '<f8'}\n"),
        b"\x93NUMPY\x02\x00\xff\xff\xff\xff" + b" " * 100_000,
    ],
    ids=range(14),
)
def test_cells_that_are_no_npy_of_the_selection_are_refused(faults, array, body):
    for length in (len(body), None):
        faults.answers[:] = [
            answer(200, body, Content_Length=length, **({"Connection": "close"} if length is None else {}), cut=len(body) if length is None else None)
        ] * 3
        with pytest.raises(hypertile.AnswerError) as failure:
            array.values
        assert failure.value.code == "unexpected-answer" and isinstance(failure.value, ValueError)


def test_npy_in_every_order_and_byte_order_is_read(faults, array):
    for values in [SMALL, np.asfortranarray(SMALL), SMALL.astype(">f8"), SMALL.astype("float32"), np.asfortranarray(SMALL.astype(">f4"))]:
        faults.answers[:] = [answer(200, npy(values))] * 2
        found = array.values
        assert np.array_equal(found, SMALL) and found.flags.c_contiguous and found.dtype.isnative
        out = np.empty((3, 4))
        assert array.read(out) is out and np.array_equal(out, SMALL)


def test_sends_again_what_is_safe_when_the_server_is_busy(faults, array):
    busy = {"status": 429, "code": "too-many-requests", "detail": "slower"}
    problem = json.dumps(busy).encode()
    faults.answers[:] = [answer(429, problem, Retry_After="1"), answer(503, b"<html>", Retry_After="0"), answer(200, npy(SMALL))]
    before = time.monotonic()
    assert np.array_equal(array.values, SMALL)
    assert 1 <= time.monotonic() - before < 4
    faults.answers[:] = [answer(429, problem, Retry_After="0"), answer(204)]
    array[0] = 1.5
    assert faults.seen[-1][2] == faults.seen[-2][2] == npy(np.full(4, 1.5))
    faults.answers[:] = [answer(429, problem, Retry_After="0")] * 3
    with pytest.raises(hypertile.UnavailableError) as refused:
        array.values
    assert refused.value.code == "too-many-requests" and not faults.answers


def lost(handler):
    """Ends the connection without an answer, when the request has been read."""
    handler.close_connection = True


def test_change_that_may_have_been_made_is_sent_again_only_if_that_is_the_same(faults, array):
    faults.answers[:] = [lost, answer(204)]
    array[0] = 1.0
    assert [each[0] for each in faults.seen] == ["PUT", "PUT"]
    faults.seen.clear()
    faults.answers[:] = [lost, answer(204)]
    with pytest.raises(hypertile.UnreachableError):
        array.append("y", np.ones((1, 4)))
    assert len(faults.seen) == 1
    faults.seen.clear()
    # With a tag the second one would meet the change of the first.
    faults.answers[:] = [lost, answer(412, b'{"code": "version-mismatch", "detail": "?"}')]
    with pytest.raises(hypertile.UnreachableError):
        array[0].write(np.ones(4), if_match='"v1"')
    assert len(faults.seen) == 1
    # What is gone after a lost answer was removed by the request that it was for.
    gone = b'{"code": "array-not-found", "detail": "There is none."}'
    with hypertile.connect(faults.url, retries=2, timeout=5) as other, pytest.raises(hypertile.NotFoundError):
        faults.answers[:] = [answer(404, gone)]
        other.delete_collection("c")
    faults.answers[:] = [lost, answer(404, gone)]
    array.delete()
    faults.answers[:] = [answer(503, b'{"code": "storage-unavailable", "detail": "?"}', Retry_After="0"), answer(204)]
    with pytest.raises(hypertile.UnavailableError):
        array.append("y", np.ones((1, 4)))
    locked = b'{"code": "locked", "detail": "another change came between"}'
    faults.answers[:] = [answer(423, locked, Retry_After="0"), answer(204)]
    array.append("y", np.ones((1, 4)))
    assert not faults.answers


def test_answers_of_proxies_are_told_as_they_are(faults, array):
    faults.answers[:] = [answer(502, b"<html>bad gateway</html>")] * 3
    with pytest.raises(hypertile.UnavailableError) as refused:
        array.values
    assert (refused.value.status, refused.value.code) == (502, "unknown")
    faults.answers[:] = [answer(302, Location="http://127.0.0.1:9/")]
    with pytest.raises(hypertile.HypertileError) as refused:
        array.values
    assert refused.value.status == 302
    for body in (b"", b"[]", b"<html>", b"\xff\xfe"):
        faults.answers[:] = [answer(200, body)]
        with pytest.raises(hypertile.HypertileError):
            array.coords


def test_too_large_an_answer_comes_in_parts(faults):
    faults.shape = (1000, 16)
    values = np.arange(16000.0).reshape(1000, 16)

    def limited(handler):
        text = re.search(r"slice=([^&]*)", handler.path)[1].replace("%3A", ":").replace("%2C", ",")
        ranges = [slice(*(int(part) for part in each.split(":"))) for each in text.split(",")]
        part = values[tuple(ranges)]
        if part.size > 2000:
            return handler.send(413, b'{"code": "result-too-large", "detail": "too large", "limit": 16000}')
        return handler.send(200, npy(part))

    faults.answers[:] = [limited] * 100
    array = hypertile.connect(faults.url)["c"][ID]
    assert np.array_equal(array.values, values)
    assert np.array_equal(array[::-1, 3:5].values, values[::-1, 3:5])


def test_long_lists_come_in_several_requests(faults):
    faults.shape = (100_000, 2)
    values = np.arange(200_000.0).reshape(100_000, 2)

    def listed(handler):
        text = re.search(r"slice=([^&]*)", handler.path)[1]
        assert len(text) < 6000
        text = text.replace("%3A", ":").replace("%2C", ",").replace("%28", "(").replace("%29", ")")
        first = text.rpartition(",")[0]
        rows = [int(each) for each in first.strip("()").split(",")] if "(" in first else range(*(int(each) for each in first.split(":")))
        return handler.send(200, npy(values[list(rows)]))

    faults.answers[:] = [listed] * 20
    chosen = np.random.default_rng(5).integers(0, 100_000, 1500)
    array = hypertile.connect(faults.url)["c"][ID]
    assert np.array_equal(array[chosen], values[chosen])


def test_asynchronous_twin_meets_the_same_faults_alike(faults):
    body = npy(CELLS)
    faults.shape = CELLS.shape

    async def use():
        async with hypertile.aconnect(faults.url, retries=2) as client:
            array = client["c"][ID]
            faults.answers[:] = [answer(200, body, cut=5_000_000, **TAGGED), rest(body)]
            assert np.array_equal(await array.values(), CELLS)
            faults.answers[:] = [answer(200, body[:-8])]
            with pytest.raises(hypertile.AnswerError):
                await array.values()
            faults.answers[:] = [lost, answer(204)]
            await array[0].write(np.ones(1000))
            assert not faults.answers

    asyncio.run(use())


def test_large_answers_are_read_in_place_over_tls_too(tmp_path, monkeypatch):
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    names = ["-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate]
    subprocess.run([*command, *map(str, names)], check=True, capture_output=True)
    server = Faults()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    server.shape = CELLS.shape
    url = f"https://localhost:{server.server_port}"
    counted = []
    fill = hypertile.transport._fill
    monkeypatch.setattr(hypertile.transport, "_fill", lambda socket, room, sink: counted.append(len(room)) or fill(socket, room, sink))
    with hypertile.connect(url, verify=str(certificate)) as client:
        server.answers[:] = [answer(200, npy(CELLS), cut=9_000_000, **TAGGED), rest(npy(CELLS))]
        assert np.array_equal(client["c"][ID], CELLS)
    assert len(counted) == 2 and counted[0] > 23_000_000
    with pytest.raises(hypertile.UnreachableError):
        hypertile.connect(url, retries=0)["c"]
    server.shutdown()
    server.server_close()


def test_archives_are_those_of_numpy():
    from hypertile.npz import NpzBody

    arrays = {
        "a": np.arange(10),
        "group/ü": np.asfortranarray(np.arange(12.0).reshape(3, 4)),
        "strided": np.arange(40).reshape(4, 10)[:, ::3],
        "text": np.array(["x", "yé"]),
        "none": np.zeros((0, 3)),
        "single": np.array(3.0),
        "time": np.array(["2024-01-01", "NaT"], "M8[ns]"),
    }
    for some in (arrays, {}):
        body = NpzBody(some)
        for _ in range(2):
            archive = b"".join(body.pieces())
            assert len(archive) == body.length
            assert zipfile.ZipFile(io.BytesIO(archive)).testzip() is None
        with np.load(io.BytesIO(archive)) as found:
            assert found.files == list(some)
            for name, values in some.items():
                assert np.array_equal(found[name], values, equal_nan=values.dtype.kind == "M"), name
    with pytest.raises(TypeError):
        NpzBody({"objects": np.array([None, "x"])})


def test_client_is_used_again_after_a_broken_connection_and_in_threads(faults, array):
    faults.answers[:] = [answer(200, npy(SMALL), cut=130)] * 3
    with contextlib.suppress(hypertile.UnreachableError):
        array.values
    faults.answers[:] = [answer(200, npy(SMALL))] * 40
    found = []
    threads = [threading.Thread(target=lambda: found.extend(array.values for _ in range(4))) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 40 and all(np.array_equal(each, SMALL) for each in found)
