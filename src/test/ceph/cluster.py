"""Three servers on hosts of their own and one Ceph of three OSDs, all of which lose a part while clients write; see `run`."""

import collections
import contextlib
import http.client
import itertools
import json
import os
import pathlib
import random
import sys
import threading
import time

import numpy
import signed
from ceph import Ceph
from history import Box, Register, faults_of_boxes
from hosts import STORE, Host, Replica, make_bridge
from test_quick import SignedBucket

SERVERS = 3
BOX_CLIENTS = 4
HOT_CLIENTS = 3
WRITES = int(os.environ.get("CEPH_WRITES", "10000"))
LENGTH = 48
ARRAYS = "/api/v1/collections/{}/arrays"
OCTETS = {"Content_Type": "application/octet-stream"}


class Run:
    """All that clients share."""

    def __init__(self, replicas):
        self.replicas = replicas
        self.lock = threading.Lock()
        self.ends = []
        self.outcomes = collections.Counter()
        self.latest = 0.0
        self.longest = 0.0
        self.values = itertools.count(1)
        self.register, self.stale = Register(), 0
        self.over = threading.Event()
        self.failures = []
        self.faults = []

    def done(self, began):
        with self.lock:
            now = time.monotonic()
            self.ends.append(now)
            self.longest = max(self.longest, now - began)

    def count(self):
        return len(self.ends)


class Client(threading.Thread):
    """Asks its own server, and the next one when that does not answer, as behind a balancer."""

    def __init__(self, run, number):
        super().__init__(daemon=True)
        self.shared, self.number, self.server = run, number, number % SERVERS
        self.connection = None

    def run(self):
        try:
            while not self.shared.over.is_set():
                self.step()
        except BaseException as failure:
            self.shared.failures.append(f"{type(failure).__name__}: {failure}")
            self.shared.over.set()
            raise

    def send(self, method, path, body=None, **headers):
        """Status and body, or None when nobody knows what became of it; a connection that is refused was never one."""
        while True:
            if self.connection is None:
                self.connection = self.shared.replicas[self.server].connect(8)
                try:
                    self.connection.line.connect()
                except OSError:
                    self.next()
                    time.sleep(0.05)
                    continue
            try:
                return self.connection.call(method, path, body, **headers)
            except (OSError, http.client.HTTPException):
                self.next()
                return None

    def next(self):
        if self.connection is not None:
            self.connection.close()
        self.connection = None
        self.server = (self.server + 1) % SERVERS

    def write(self, path, body):
        """True if it was answered; False if its outcome is not known."""
        began = time.monotonic()
        answer = self.send("PUT", path, body, **OCTETS)
        if answer is None:
            self.shared.outcomes["no answer"] += 1
            return False
        assert answer[0] in (204, 503), answer
        if answer[0] == 503:
            self.shared.outcomes["503"] += 1
            self.next()
            return False
        self.shared.done(began)
        return True


class Boxes(Client):
    """Writes boxes of one value into arrays of its own."""

    def __init__(self, run, number):
        super().__init__(run, number)
        self.random = random.Random(f"{os.environ['CEPH_SEED']} {number}")
        self.arrays = {2 * number: [], 2 * number + 1: []}

    def step(self):
        array = self.random.choice(list(self.arrays))
        (top, bottom), (left, right) = box = [sorted(self.random.sample(range(LENGTH + 1), 2)) for _ in range(2)]
        write = Box(next(self.shared.values), box, time.monotonic())
        self.arrays[array].append(write)
        cells = numpy.full((bottom - top, right - left), write.value, "<i8").tobytes()
        path = f"{ARRAYS.format('boxes')}/~{array}/subset?slice={top}:{bottom},{left}:{right}"
        if self.write(path, cells):
            write.end = time.monotonic()
        else:
            self.settle(path, write)

    def settle(self, path, write):
        """Looks a second later, at another server, whether it was made."""
        time.sleep(1)
        answer = self.send("GET", path, Accept="application/octet-stream")
        if answer is None or answer[0] != 200 or answer[1].get("Age"):
            self.shared.outcomes["settled at the end"] += 1
            return
        seen = set(numpy.frombuffer(answer[2], "<i8").tolist())
        assert write.value not in seen or len(seen) == 1, f"torn: {seen}"
        if write.value in seen:
            write.end = time.monotonic()
        self.shared.outcomes["made" if write.value in seen else "not made"] += 1


class Counter(Client):
    """Counts in a cell of its own of the array that all have."""

    def __init__(self, run, number, cell):
        super().__init__(run, number)
        self.cell, self.answered, self.doubtful = cell, 0, set()

    def step(self):
        value = self.answered + 1
        path = f"{ARRAYS.format('hot')}/~0/subset?slice={self.cell}:{self.cell + 1}"
        while not self.write(path, numpy.array([value], "<i8").tobytes()):
            self.doubtful.add(value)
            self.shared.outcomes["written again"] += 1
            time.sleep(0.2)
            if self.shared.over.is_set():
                return
        self.answered = value


class RegisterWriter(Client):
    """Writes a value of its own into all cells of one array."""

    def step(self):
        value = next(self.shared.values)
        with self.shared.lock:
            self.shared.register.begun(value, time.monotonic())
        if self.write(f"{ARRAYS.format('register')}/~0/subset?slice=:", numpy.full(8, value, "<i8").tobytes()):
            with self.shared.lock:
                self.shared.register.written(value, time.monotonic())
        else:
            self.shared.outcomes["left to the register's readers"] += 1


class RegisterReader(Client):
    """Reads all cells, which are of one write."""

    def step(self):
        start = time.monotonic()
        path = f"{ARRAYS.format('register')}/~0/subset?slice=:"
        answer = self.send("GET", path, Accept="application/octet-stream")
        if answer is None or answer[0] == 503:
            self.next()
            return
        assert answer[0] == 200, answer
        seen = set(numpy.frombuffer(answer[2], "<i8").tolist())
        assert len(seen) == 1, f"torn: {seen}"
        age = answer[1].get("Age")
        with self.shared.lock:
            self.shared.stale += age is not None
            self.shared.register.read(min(seen), start - int(age or 0), time.monotonic())
        time.sleep(0.02)


def make(server, name, sizes, arrays, **options):
    document = {
        "name": name, "kind": "array", "dtype": "int64", "fill_value": 0,
        "dimensions": [{"name": f"d{axis}", "size": size} for axis, size in enumerate(sizes)],
        "attributes": [{"name": "n", "dtype": "int", "primary": True}], **options,
    }
    status, _, body = server.connect().call("POST", "/api/v1/collections", document)
    assert status == 201, body
    for key in range(arrays):
        status, _, body = server.connect().call("POST", ARRAYS.format(name), {"primary_attributes": {"n": key}})
        assert status == 201, body


class Faults(threading.Thread):
    """Takes one part away after the other, and gives it back, until enough was written."""

    def __init__(self, run, ceph):
        super().__init__(daemon=True)
        self.shared, self.ceph = run, ceph
        self.random = random.Random(os.environ["CEPH_SEED"])

    def run(self):
        try:
            for turn in itertools.count():
                for fault in (self.kill_server, self.cut_server, self.kill_osd):
                    if self.is_enough():
                        return
                    began = time.monotonic()
                    what = fault(turn)
                    self.shared.faults.append((began, time.monotonic(), what))
                    time.sleep(2)
        except BaseException as failure:
            self.shared.failures.append(f"fault: {failure}")
            self.shared.over.set()
            raise

    def is_enough(self):
        """The last tenth is written in peace."""
        return self.shared.over.is_set() or self.shared.count() >= 0.9 * WRITES

    def kill_server(self, turn):
        replica = self.shared.replicas[turn % SERVERS]
        replica.kill()
        time.sleep(1)
        replica.spawn()
        replica.wait()
        return f"kill -9 of {replica.host.name}"

    def cut_server(self, turn):
        host = self.shared.replicas[(turn + 1) % SERVERS].host
        host.cut()
        time.sleep(self.random.uniform(4, 9))
        host.mend()
        time.sleep(3)
        return f"{host.name} cut off"

    def kill_osd(self, turn):
        self.ceph.kill_osd(turn % 3)
        time.sleep(self.random.uniform(6, 10))
        self.ceph.start_osd(turn % 3)
        self.ceph.wait_for_osds()
        return f"kill -9 of osd.{turn % 3}"


def stall(ends, low=-1.0, high=float("inf")):
    """Longest time in which no write was answered."""
    near = [end for end in ends if low - 1 <= end <= high + 1]
    return max((late - early for early, late in zip(near, near[1:])), default=0.0)


def check(run, bucket, clients):
    """Faults of what zarr-python reads from the bucket."""
    found = list(run.failures)
    began = time.monotonic()
    arrays = {}
    for key in bucket.keys("all/.hypertile/refs/"):
        place = key.split("/refs/")[1].rsplit("/", 1)[0]
        if "/~" in place:
            arrays[place] = bucket.array(bucket.entries(key))[...]
    answered = late = 0
    for client in clients:
        if isinstance(client, Boxes):
            for array, writes in client.arrays.items():
                found += faults_of_boxes(arrays[f"boxes/~{array}"], writes)
        if isinstance(client, Counter):
            cell = int(arrays["hot/~0"][client.cell])
            answered += client.answered
            late += cell < client.answered
            if cell != client.answered and cell not in client.doubtful:
                found.append(f"counter {client.cell} is {cell}, not {client.answered}")
    seen = set(arrays["register/~0"].tolist())
    if len(seen) == 1:
        run.register.read(min(seen), began, time.monotonic())
    else:
        found.append(f"the register is torn: {seen}")
    fault = run.register.fault()
    print(f"hot array: {answered} raises answered in {sum(isinstance(c, Counter) for c in clients)} cells, {late} made late")
    print(f"register: {len(run.register.zones) - 1} writes, {run.stale} reads with an age; order: {fault or 'there is one'}")
    return found + ([fault] if fault else [])


@contextlib.contextmanager
def started(count, make_replicas):
    """
    A Ceph of three OSDs with a bucket, and servers that are ready; `make_replicas` makes them of so many hosts, a
    directory and the addresses of gateways. All of them end with the block.
    """
    directory = pathlib.Path(os.environ["CEPH_DIRECTORY"])
    make_bridge()
    hosts = [Host(number) for number in range(count)]
    ceph = Ceph(directory / "store", osds=3, memory=False, address=STORE)
    replicas = []
    try:
        ceph.start()
        bucket = SignedBucket(f"{ceph.urls[0]}/lake")
        signed.ask("PUT", bucket.url)
        replicas = make_replicas(hosts, directory, ceph.urls)
        for replica in replicas:
            replica.spawn()
        for replica in replicas:
            replica.wait()
        yield ceph, bucket, replicas
    finally:
        for replica in replicas:
            if replica.process is not None:
                replica.process.kill()
        ceph.stop()


def main():
    os.environ.setdefault("CEPH_SEED", str(random.randrange(1 << 30)))
    print(f"seed {os.environ['CEPH_SEED']}")

    def replicas_of(hosts, directory, urls):
        return [Replica(host, directory, urls[number % len(urls)]) for number, host in enumerate(hosts)]

    with started(SERVERS, replicas_of) as (ceph, bucket, replicas):
        make(replicas[0], "boxes", [LENGTH, LENGTH], 2 * BOX_CLIENTS * SERVERS, options={"chunks": [16, 16]})
        make(replicas[1], "hot", [HOT_CLIENTS * SERVERS], 1, options={"chunks": [4]})
        make(replicas[2], "register", [8], 1, options={"chunks": [4]})
        return write_and_check(Run(replicas), ceph, bucket)


def write_and_check(run, ceph, bucket):
    clients = [Boxes(run, number) for number in range(BOX_CLIENTS * SERVERS)]
    clients += [Counter(run, number, number) for number in range(HOT_CLIENTS * SERVERS)]
    clients += [kind(run, number) for kind in (RegisterWriter, RegisterReader) for number in range(SERVERS)]
    began = time.monotonic()
    for client in clients:
        client.start()
    faults = Faults(run, ceph)
    faults.start()
    limit = began + float(os.environ.get("CEPH_WRITING", "600"))
    while run.count() < WRITES and not run.over.is_set() and time.monotonic() < limit:
        time.sleep(0.1)
    run.over.set()
    # A server that was killed may take up to five minutes to be ready again.
    limit = time.monotonic() + 330
    for thread in [*clients, faults]:
        thread.join(max(0, limit - time.monotonic()))
        if thread.is_alive():
            run.failures.append(f"{thread} does not end")
    spent = run.ends[-1] - began
    print(f"{run.count()} writes answered in {spent:.0f} s ({run.count() / spent:.1f}/s) by {len(clients) - SERVERS} clients")
    print(f"longest write {run.longest:.1f} s; longest time without an answer to anybody {stall(run.ends):.1f} s")
    for low, high, what in run.faults:
        print(f"  {what} for {high - low:.0f} s: longest time without an answer {stall(run.ends, low, high):.1f} s")
    print("outcomes not known:", json.dumps(run.outcomes))
    time.sleep(10)
    found = check(run, bucket, clients)
    if run.count() < WRITES:
        found.append(f"{run.count()} of {WRITES} writes were made in time")
    print("\n".join(found[:20]))
    print(f"{'FAILED' if found else 'PASSED'}: {len(found)} faults")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
