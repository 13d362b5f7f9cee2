"""Times the Zarr view against nginx with the same files: opening and loading 100 MB with xarray, and single chunks.

Run it with the Python of target/interop/venv after ./src/test/interop/run, with HYPERTILE_JAVA and HYPERTILE_JAR as conftest.py takes them;
nginx must be there (apt-get install nginx-light). Arguments: rounds (9), and seconds for which the server sends chunks
before (0). Prints a line for each: the medians of alternating rounds.
"""

import http.client
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import numpy as np
import xarray as xr
import zarr
from conftest import Server, free_port
from obstore.store import HTTPStore

ROOT = "/api/v1/collections"
ID = "7c0ffee0-0000-4000-8000-0000000000be"
SHAPE = (24, 181, 360, 8)
LAYOUTS = {
    "one run": {},
    "zstd chunks": {"options": {"chunks": [1, 181, 360, 8], "compression": {"codec": "zstd"}}},
    "gzip chunks": {"options": {"chunks": [1, 181, 360, 8], "compression": {"codec": "gzip", "level": 4}}},
}
ROUNDS = int(sys.argv[1]) if len(sys.argv) > 1 else 9
WARM_SECONDS = int(sys.argv[2]) if len(sys.argv) > 2 else 0


def make(server, layout):
    name = layout.replace(" ", "-")
    dimensions = [{"name": n, "size": size} for n, size in zip("tyxl", SHAPE)]
    body = {"name": name, "kind": "array", "dtype": "float64", "dimensions": dimensions} | LAYOUTS[layout]
    status, _, answer = server.call("POST", ROOT, body)
    assert status == 201, answer
    assert server.call("POST", f"{ROOT}/{name}/arrays", {"id": ID})[0] == 201
    cells = np.round(np.random.default_rng(1).normal(size=SHAPE), 2)
    path = f"{ROOT}/{name}/arrays/{ID}/subset.raw"
    assert server.call("PUT", path, cells.tobytes(), Content_Type="application/octet-stream")[0] == 204
    return name, f"/zarr/{name}/{ID}"


def mirror(server, path, directory):
    """The files of a group as the server gives them."""
    target = directory / path.lstrip("/")

    def get(key):
        status, _, body = server.call("GET", f"{path}/{key}")
        assert status == 200, key
        (target / key).parent.mkdir(parents=True, exist_ok=True)
        (target / key).write_bytes(body)
        return body

    group = json.loads(get("zarr.json"))
    for name, document in group["consolidated_metadata"]["metadata"].items():
        get(f"{name}/zarr.json")
        lengths = document["chunk_grid"]["configuration"]["chunk_shape"]
        counts = [-(-size // length) for size, length in zip(document["shape"], lengths)]
        for index in np.ndindex(*counts):
            get("/".join([name, "c", *map(str, index)]))


def start_nginx(directory):
    port = free_port()
    directory.chmod(0o755)
    settings = f"""daemon off; worker_processes 2; pid {directory}/pid; error_log stderr;
events {{ worker_connections 512; }}
http {{ access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000; types {{ }} default_type application/octet-stream;
  server {{ listen 127.0.0.1:{port}; root {directory}/files; }} }}"""
    (directory / "nginx.conf").write_text(settings)
    process = subprocess.Popen(["nginx", "-p", directory, "-c", directory / "nginx.conf"], stderr=subprocess.DEVNULL)
    time.sleep(0.5)
    return process, f"http://localhost:{port}"


def load(url):
    return xr.open_zarr(url, chunks=None).load()


def load_obstore(url):
    store = HTTPStore(url, client_options={"allow_http": True})
    return xr.open_zarr(zarr.storage.ObjectStore(store, read_only=True), chunks=None).load()


def chunks(name):
    def run(url):
        host = url.split("/")[2]
        path = "/" + url.split("/", 3)[3] + f"/{name}/c/"
        connection = http.client.HTTPConnection(host)
        for n in range(20):
            connection.request("GET", f"{path}{n}/0/0/0")
            answer = connection.getresponse()
            assert answer.status == 200
            while answer.read(1 << 20):
                pass
        connection.close()

    return run


def compare(what, run, ours, theirs):
    run(ours), run(theirs)
    times = {ours: [], theirs: []}
    for _ in range(ROUNDS):
        for url in (ours, theirs):
            start = time.perf_counter()
            run(url)
            times[url].append(time.perf_counter() - start)
    one, other = (statistics.median(times[url]) for url in (ours, theirs))
    print(f"{what:40} {one * 1000:8.1f} ms {other * 1000:8.1f} ms of nginx  ratio {one / other:.2f}", flush=True)


def warm(server, made):
    """Has the server send chunks of all layouts for a while."""
    end = time.monotonic() + WARM_SECONDS
    while time.monotonic() < end:
        for name, path in made.values():
            chunks(name)(server.url + path)


def main():
    with tempfile.TemporaryDirectory() as place:
        directory = pathlib.Path(place)
        server = Server(directory / "root")
        server.root.mkdir()
        server.start()
        nginx = None
        try:
            made = {layout: make(server, layout) for layout in LAYOUTS}
            for _, path in made.values():
                mirror(server, path, directory / "files")
            nginx, url = start_nginx(directory)
            warm(server, made)
            for layout, (name, path) in made.items():
                np.testing.assert_array_equal(load(server.url + path)[name].values, load(url + path)[name].values)
                compare(f"{layout}: load with fsspec", load, server.url + path, url + path)
                compare(f"{layout}: load with obstore", load_obstore, server.url + path, url + path)
                compare(f"{layout}: 20 chunks", chunks(name), server.url + path, url + path)
        finally:
            server.stop()
            if nginx:
                nginx.terminate()


if __name__ == "__main__":
    main()
