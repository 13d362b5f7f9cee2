"""Ratios of what servers on a Ceph of three OSDs do to what that store does by itself, measured in one run; see `run`."""

import concurrent.futures
import http.client
import json
import os
import statistics
import sys
import threading
import time
import urllib.parse

import numpy
import signed
from cluster import ARRAYS, OCTETS, SERVERS, make, started
from hosts import Replica

CLIENTS = 24
HOT_CLIENTS = 12
SECONDS = float(os.environ.get("CEPH_FIGURE_SECONDS", "8"))
PART = 8 << 20
BIG = 100_000_000


def rate(workers):
    """How often workers do their work in a second, each on its own and one time after the other."""
    start, over, counts = threading.Barrier(len(workers) + 1), threading.Event(), [0] * len(workers)
    failures = []

    def repeat(number, work):
        try:
            work()
            start.wait()
            while not over.is_set():
                work()
                counts[number] += 1
        except BaseException as failure:
            failures.append(failure)
            start.abort()
            raise

    threads = [threading.Thread(target=repeat, args=pair, daemon=True) for pair in enumerate(workers)]
    for thread in threads:
        thread.start()
    start.wait()
    began = time.monotonic()
    time.sleep(SECONDS)
    over.set()
    done = sum(counts)
    spent = time.monotonic() - began
    for thread in threads:
        thread.join(60)
    assert not failures, failures
    return done / spent


def put_of_store(urls, number):
    """Puts objects of the size of a small ref, on a connection that is kept."""
    url = f"{urls[number % len(urls)]}/lake/rate/{number}"
    line = http.client.HTTPConnection(urllib.parse.urlsplit(url).netloc, timeout=60)
    body = os.urandom(900)

    def put():
        request = signed.request("PUT", url, body)
        line.request("PUT", request.selector, body, dict(request.header_items()))
        answer = line.getresponse()
        answer.read()
        assert answer.status == 200, answer.status

    return put


def write_of(replica, path, count):
    connection = replica.connect(60)
    cells = numpy.arange(count, dtype="<i8").tobytes()

    def write():
        status, _, body = connection.call("PUT", path, cells, **OCTETS)
        assert status == 204, body

    return write


def commits(replicas, urls):
    store = rate([put_of_store(urls, number) for number in range(CLIENTS)])
    print(f"puts of the store, {CLIENTS} at a time: {store:.0f}/s", flush=True)
    for count in range(1, SERVERS + 1):
        done = rate([
            write_of(replicas[number % count], f"{ARRAYS.format('apart')}/~{number}/subset?slice=:", 8)
            for number in range(CLIENTS)
        ])
        print(f"commits on {CLIENTS} arrays, {count} servers: {done:.0f}/s, {done / store:.2f} x the store's puts", flush=True)
    again = rate([put_of_store(urls, number) for number in range(CLIENTS)])
    print(f"puts of the store again: {again:.0f}/s")
    hot = rate([
        write_of(replicas[number % SERVERS], f"{ARRAYS.format('hot')}/~0/subset?slice={4 * number}:{4 * number + 4}", 4)
        for number in range(HOT_CLIENTS)
    ])
    print(f"changes of one array by {HOT_CLIENTS} clients of {SERVERS} servers: {hot:.0f}/s", flush=True)


def boxes(replica, local):
    """A box of 19 kB that was read before."""
    path = f"{ARRAYS.format('box')}/~0/subset?slice=10:58,10:60"
    connections = [server.connect(60) for server in (replica, local)]
    times = ([], [])
    for number in range(350):
        for connection, own in zip(connections, times):
            began = time.perf_counter()
            status, _, body = connection.call("GET", path, Accept="application/octet-stream")
            assert status == 200 and len(body) == 19_200
            if number >= 150:
                own.append(time.perf_counter() - began)
    store, files = (1000 * statistics.median(own) for own in times)
    print(f"box of 19 kB over HTTP: {store:.2f} ms on the store, {files:.2f} ms on the local root: {store / files:.2f} x", flush=True)


def ranges(bucket, urls):
    """Reads all bytes of the large array by parallel ranges; the seconds that it took."""
    key = next(key for key in bucket.keys("all/.hypertile/refs/big/") if "~0" in key)
    objects = [entry for name, entry in bucket.entries(key).items() if name.startswith("c/")]
    parts = [
        (f"all/.hypertile/objects/{entry[0][-2:]}/{entry[0]}", low, min(low + PART, entry[1]) - 1)
        for entry in objects for low in range(0, entry[1], PART)
    ]

    def read(part):
        key, first, last = part
        url = f"{urls[0]}/lake/{urllib.parse.quote(key)}"
        return len(signed.ask("GET", url, Range=f"bytes={first}-{last}"))

    began = time.perf_counter()
    with concurrent.futures.ThreadPoolExecutor(8) as threads:
        total = sum(threads.map(read, parts))
    spent = time.perf_counter() - began
    assert total >= BIG, total
    return spent


def cold(replicas, bucket, urls):
    """Each server reads once what it has never read, in turns with the ranges."""
    path = f"{ARRAYS.format('big')}/~0/subset?slice=:"
    cells = numpy.random.default_rng(1).integers(0, 1 << 60, BIG // 8, dtype="<i8").tobytes()
    status, _, body = replicas[0].connect(120).call("PUT", path, cells, **OCTETS)
    assert status == 204, body
    plain, served = [ranges(bucket, urls)], []
    for replica in replicas[1:]:
        connection = replica.connect(120)
        began = time.perf_counter()
        status, _, body = connection.call("GET", path, Accept="application/octet-stream")
        served.append(time.perf_counter() - began)
        assert status == 200 and body == cells
        plain.append(ranges(bucket, urls))
    ratio = statistics.median(served) / statistics.median(plain)
    shown = [", ".join(f"{1000 * own:.0f}" for own in times) for times in (served, plain)]
    print(f"cold read of 100 MB: {shown[0]} ms through servers, {shown[1]} ms by ranges: {ratio:.2f} x", flush=True)


def main():
    def servers_of(hosts, directory, urls):
        endpoints = [urls[number % len(urls)] for number in range(SERVERS)] + [None]
        return [Replica(host, directory, endpoint, compiler="-XX:+TieredCompilation") for host, endpoint in zip(hosts, endpoints)]

    with started(SERVERS + 1, servers_of) as (ceph, bucket, servers):
        *replicas, local = servers
        make(replicas[0], "apart", [8], CLIENTS)
        make(replicas[0], "hot", [4 * HOT_CLIENTS], 1, options={"chunks": [4]})
        make(replicas[0], "big", [BIG // 8], 1, options={"chunks": [1 << 20]})
        grid = numpy.arange(100 * 100, dtype="<i8").tobytes()
        for server, options in ((replicas[0], {}), (local, {"storage": "zarr"})):
            make(server, "box", [100, 100], 1, **options)
            status, _, body = server.connect().call("PUT", f"{ARRAYS.format('box')}/~0/subset?slice=:,:", grid, **OCTETS)
            assert status == 204, body
        print(f"load {os.getloadavg()[0]:.1f} of {os.cpu_count()} processors")
        wanted = json.loads(os.environ.get("CEPH_FIGURES", '["commits", "boxes", "cold"]'))
        if "boxes" in wanted:
            boxes(replicas[0], local)
        if "cold" in wanted:
            cold(replicas, bucket, ceph.urls)
        if "commits" in wanted:
            commits(replicas, ceph.urls)
        print(f"load {os.getloadavg()[0]:.1f}")
        return 0


if __name__ == "__main__":
    sys.exit(main())
