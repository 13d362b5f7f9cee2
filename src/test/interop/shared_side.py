"""A Deker process that works on a storage while the server and others do. Runs with NumPy 1.

    shared_side.py work ROOT WRITER SECONDS   writes its own boxes and the common ones, reads all;
                                              prints what was acknowledged as JSON
    shared_side.py final ROOT                 prints all cells as the storage has them
    shared_side.py create ROOT N              creates an array of the collection `keyed`, prints its id
    shared_side.py change ROOT ID             changes its attribute
    shared_side.py delete ROOT ID             deletes it
"""

import json
import random
import sys
import time
import warnings

warnings.filterwarnings("ignore")

import numpy as np  # noqa: E402
from deker import Client  # noqa: E402
from deker.errors import DekerLockError  # noqa: E402
from shared_boxes import COLLECTIONS, PARTS, OWN, WRITERS, common, number, own  # noqa: E402


def arrays(client):
    for name in COLLECTIONS:
        collection = client.get_collection(name)
        while True:
            try:
                yield name, next(iter(collection))
                break
            except DekerLockError:
                time.sleep(0.01)


def work(client, writer, seconds):
    open_arrays = dict(arrays(client))
    sequence = 0
    acknowledged, seen, faults = {}, {}, []
    counts = {"writes": 0, "reads": 0, "refused": 0}
    chance = random.Random(writer)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        name = chance.choice(COLLECTIONS)
        array = open_arrays[name]
        try:
            if chance.random() < 0.5:
                sequence += 1
                place = chance.choice(["common", "own"])
                box = common(name, chance) if place == "common" else own(writer)
                shape = [part.stop - part.start for part in box]
                value = number(writer, sequence)
                array[box].update(np.full(shape, value))
                counts["writes"] += 1
                acknowledged[f"{name} {place if place == 'own' else box[0].start}"] = value
            else:
                which = chance.randrange(WRITERS + len(PARTS))
                if which < WRITERS:
                    cells = array[own(which)].read()
                    fault(cells, f"{name} {OWN} of {which}", faults)
                    known = seen.get((name, which), 0)
                    if cells.flat[0] < known:
                        faults.append(f"{name}: {which} went back from {known} to {cells.flat[0]}")
                    seen[name, which] = float(cells.flat[0])
                    if which == writer and cells.flat[0] != acknowledged.get(f"{name} own", 0):
                        faults.append(f"{name}: own {cells.flat[0]}, acknowledged {acknowledged}")
                else:
                    # Deker reads tile by tile and takes no lock over several, so one tile a time.
                    cells = array[PARTS[which - WRITERS]].read()
                    fault(cells, f"{name} common", faults)
                counts["reads"] += 1
        except DekerLockError:
            counts["refused"] += 1
            time.sleep(chance.random() * 0.02)
    print(json.dumps({"acknowledged": acknowledged, "faults": faults, "counts": counts}))


def fault(cells, where, faults):
    if cells.min() != cells.max():
        faults.append(f"{where} is torn: {sorted(set(cells.flat))}")


def main():
    command, root, *rest = sys.argv[1:]
    with Client(f"file://{root}", write_lock_timeout=2, write_lock_check_interval=1) as client:
        if command == "work":
            work(client, int(rest[0]), float(rest[1]))
        elif command == "final":
            print(json.dumps({name: array[:].read().tolist() for name, array in arrays(client)}))
        elif command == "create":
            array = client.get_collection("keyed").create({"n": int(rest[0])}, {"note": "made by Deker"})
            array[:].update(np.arange(5.0))
            print(json.dumps(array.id))
        else:
            array = client.get_collection("keyed").filter({"id": rest[0]}).last()
            if command == "change":
                array.update_custom_attributes({"note": "changed by Deker"})
                array[:].update(np.arange(5.0) + 10)
            elif command == "delete":
                array.delete()
            print("null")


if __name__ == "__main__":
    main()
