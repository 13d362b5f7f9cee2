"""The server and Deker processes at work on one storage at the same time.

HYPERTILE_SHARED_SECONDS is how long they work (60 unless it is set).
"""

import json
import io
import os
import pathlib
import random
import subprocess
import threading
import time

import numpy as np
import pytest
from conftest import Server
from shared_boxes import COLLECTIONS, PARTS, SIZE, WIDE, WRITERS, common, number, own, text

API = "/api/v1/collections"
HERE = pathlib.Path(__file__).resolve().parent
SECONDS = float(os.environ.get("HYPERTILE_SHARED_SECONDS", "60"))
SERVER = 0
BOUND = 60


def deker(*arguments):
    return subprocess.Popen(
        [os.environ["DEKER_PYTHON"], str(HERE / "shared_side.py"), *map(str, arguments)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )


def result(process, timeout=BOUND):
    out, problem = process.communicate(timeout=timeout)
    assert process.returncode == 0, problem[-4000:]
    return json.loads(out)


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    root = tmp_path_factory.mktemp("shared") / "root"
    root.mkdir()
    running = Server(root, "--hypertile.storage.shared=true", "--hypertile.storage.lock-timeout=5s").start()
    yield running
    running.stop()


def call(server, method, path, body=None, expected=(200, 201, 204), **headers):
    status, _, answer = server.call(method, path, body, **headers)
    assert status in expected, (method, path, status, answer[:1000])
    return status, answer


def document(server, method, path, body=None):
    answer = call(server, method, path, body)[1]
    return json.loads(answer) if answer else None


def make(server):
    dimensions = [{"name": "y", "size": SIZE}, {"name": "x", "size": SIZE}]
    kinds = {
        "plain": {"kind": "array"},
        "packed": {
            "kind": "array",
            "options": {"chunks": [16, 16], "compression": {"codec": "gzip", "level": 1}},
        },
        "tiled": {"kind": "varray", "vgrid": [4, 2]},
    }
    identities = {}
    for name, more in kinds.items():
        document(server, "POST", API, {"name": name, "dtype": "float64", "dimensions": dimensions, **more})
        identities[name] = document(server, "POST", f"{API}/{name}/arrays", {})["id"]
        put(server, f"{API}/{name}/arrays/{identities[name]}", np.zeros((SIZE, SIZE)), None)
    return identities


def put(server, path, cells, box, expected=(200, 204)):
    buffer = io.BytesIO()
    np.save(buffer, cells)
    query = f"?slice={text(box)}" if box else ""
    return call(server, "PUT", f"{path}/subset{query}", buffer.getvalue(), expected, Content_Type="application/x-npy")[0]


def get(server, path, box):
    query = f"&slice={text(box)}" if box else ""
    status, answer = call(server, "GET", f"{path}/subset?format=npy{query}", None, (200, 423))
    return np.load(io.BytesIO(answer)) if status == 200 else None


class Side(threading.Thread):
    """The part of the server's clients: one that writes and reads."""

    def __init__(self, server, identities, writes, seconds):
        super().__init__()
        self.server, self.identities, self.writes, self.seconds = server, identities, writes, seconds
        self.acknowledged, self.faults, self.seen = {}, [], {}
        self.counts = {"writes": 0, "reads": 0, "locked": 0}
        self.longest = 0.0

    def run(self):
        try:
            self.work()
        except BaseException as problem:
            self.faults.append(repr(problem))

    def work(self):
        chance = random.Random(17 + self.writes)
        sequence = 0
        end = time.monotonic() + self.seconds
        while time.monotonic() < end:
            name = chance.choice(COLLECTIONS)
            path = f"{API}/{name}/arrays/{self.identities[name]}"
            begin = time.monotonic()
            if self.writes:
                sequence += 1
                self.write(name, path, sequence, chance)
            else:
                self.read(name, path, chance)
            self.longest = max(self.longest, time.monotonic() - begin)
            time.sleep(chance.random() * 0.05)

    def write(self, name, path, sequence, chance):
        place = chance.choice(["common", "own"])
        box = common(name, chance) if place == "common" else own(SERVER)
        value = number(SERVER, sequence)
        cells = np.full([part.stop - part.start for part in box], value)
        if put(self.server, path, cells, box, (200, 204, 423)) == 423:
            self.counts["locked"] += 1
            return
        self.counts["writes"] += 1
        self.acknowledged[f"{name} {place if place == 'own' else box[0].start}"] = value
        if place == "own":
            cells = get(self.server, path, box)
            if cells is not None and (cells != value).any():
                self.faults.append(f"{name}: own box has {set(cells.flat)} after {value}")

    def read(self, name, path, chance):
        which = chance.randrange(WRITERS + 2)
        box = own(which) if which < WRITERS else (PARTS[0], WIDE)[which - WRITERS]
        cells = get(self.server, path, box)
        if cells is None:
            self.counts["locked"] += 1
            return
        self.counts["reads"] += 1
        if cells.min() != cells.max():
            self.faults.append(f"{name} {box} is torn: {sorted(set(cells.flat))}")
        elif which < WRITERS:
            if cells.flat[0] < self.seen.get((name, which), 0):
                self.faults.append(f"{name}: {which} went back to {cells.flat[0]}")
            self.seen[name, which] = cells.flat[0]


def test_nothing_is_torn_or_lost(shared):
    identities = make(shared)
    processes = [deker("work", shared.root, writer, SECONDS) for writer in range(1, WRITERS)]
    sides = [Side(shared, identities, writes, SECONDS) for writes in (True, False)]
    for side in sides:
        side.start()
    for side in sides:
        side.join(SECONDS + BOUND)
        assert not side.is_alive(), "a request does not end"
    results = [result(process, SECONDS + BOUND) for process in processes]
    faults = [fault for each in results for fault in each["faults"]]
    faults += [fault for side in sides for fault in side.faults]
    counts = [side.counts for side in sides] + [each["counts"] for each in results]
    print(counts, [round(side.longest, 2) for side in sides])
    assert not faults, (faults[:5], len(faults), counts)
    assert all(sum(each.values()) > 0 for each in counts)
    assert counts[0]["writes"] and counts[1]["reads"]
    assert all(each["writes"] and each["reads"] for each in counts[2:]), counts

    final = {name: np.array(cells) for name, cells in result(deker("final", shared.root)).items()}
    writers = [sides[0].acknowledged] + [each["acknowledged"] for each in results]
    for name in COLLECTIONS:
        served = get(shared, f"{API}/{name}/arrays/{identities[name]}", None)
        assert (served == final[name]).all()
        for writer in range(WRITERS):
            expected = writers[writer].get(f"{name} own", 0)
            assert (final[name][own(writer)] == expected).all(), (name, writer, expected)
        for box in (PARTS[0], WIDE):
            last = {each.get(f"{name} {box[0].start}", 0) for each in writers}
            assert set(final[name][box].flat) <= last and len(set(final[name][box].flat)) == 1
    left = [
        path for path in shared.root.rglob("*")
        if path.name.endswith(("arrayreadlock", "varraylock"))
    ]
    assert not left


def test_what_deker_makes_changes_and_deletes_is_seen_at_once(shared):
    document(
        shared, "POST", API,
        {
            "name": "keyed", "kind": "array", "dtype": "float64",
            "dimensions": [{"name": "x", "size": 5}],
            "attributes": [
                {"name": "n", "dtype": "int", "primary": True},
                {"name": "note", "dtype": "string"},
            ],
        },
    )
    arrays = f"{API}/keyed/arrays"
    assert document(shared, "GET", arrays)["items"] == []
    made = result(deker("create", shared.root, 5))
    listed = document(shared, "GET", arrays)["items"]
    assert [(each["id"], each["custom_attributes"]["note"]) for each in listed] == [(made, "made by Deker")]
    assert get(shared, f"{arrays}/{made}", None).tolist() == [0, 1, 2, 3, 4]
    result(deker("change", shared.root, made))
    listed = document(shared, "GET", arrays)["items"]
    assert listed[0]["custom_attributes"]["note"] == "changed by Deker"
    assert get(shared, f"{arrays}/{made}", None).tolist() == [10, 11, 12, 13, 14]
    result(deker("delete", shared.root, made))
    assert document(shared, "GET", arrays)["items"] == []
    call(shared, "GET", f"{arrays}/{made}", None, (404,))
