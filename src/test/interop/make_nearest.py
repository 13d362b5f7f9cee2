"""Makes src/test/resources/lookup/nearest.csv: which label pandas takes with method="nearest", for random axes and values, halfway ones above all."""

import pathlib
import random
from decimal import Decimal

import numpy as np
import pandas as pd

OUT = pathlib.Path(__file__).resolve().parents[1] / "resources/lookup/nearest.csv"

random.seed(20240601)
rows = []

def dec(x):
    written = Decimal(repr(x))
    return written if len(written.as_tuple().digits) <= 15 else Decimal(x)


def put(kind, axis, index, target, value):
    found = index.get_indexer([target], method="nearest")[0]
    rows.append(f"{kind};{axis};{value};{found}")

for _ in range(150):
    size = random.randint(2, 12)
    start = random.choice([0.0, 10.0, -180.0, 90.0, 0.1, 0.25, 1000.0, -7.5])
    step = random.choice([1.0, 0.25, 0.1, 10.0, 0.5, 2.5, 0.3, 1 / 3]) * random.choice([1, -1])
    # Coordinates as the server tells them: the float64 nearest to the decimal start + n * step.
    points = np.array([float(dec(start) + n * dec(step)) for n in range(size)])
    index = pd.Index(points)
    for _ in range(4):
        at = random.randrange(size - 1)
        kind = random.random()
        value = (float((dec(start) + at * dec(step)) + dec(step) / 2) if kind < 0.5
                 else float(points[at] + points[at + 1]) / 2 if kind < 0.7
                 else random.uniform(float(points[at]), float(points[at + 1])))
        put("scale", f"{start!r},{step!r},{size}", index, value, repr(value))
for _ in range(150):
    size = random.randint(2, 10)
    pool = random.choice([
        [n / 10 for n in range(100)], [float(n) for n in range(0, 1000, 5)],
        [random.uniform(-1, 1) for _ in range(40)], [2.0 ** n for n in range(-20, 20)]])
    labels = sorted(random.sample(pool, size), reverse=random.random() < 0.5)
    index = pd.Index(labels)
    for _ in range(4):
        at = random.randrange(size - 1)
        value = ((labels[at] + labels[at + 1]) / 2 if random.random() < 0.6
                 else random.uniform(labels[at], labels[at + 1]))
        put("labels", ",".join(map(repr, labels)), index, value, repr(value))
for _ in range(100):
    size = random.randint(2, 12)
    start = pd.Timestamp("2024-01-01") + pd.Timedelta(random.randrange(10**13), unit="us")
    step = random.choice([1, 2, 999_999, 1_000_000, 60_000_000, 900_000_000, 3_600_000_000,
                          86_400_000_000]) * random.choice([1, -1])
    index = pd.DatetimeIndex([start + n * pd.Timedelta(step, unit="us") for n in range(size)])
    for _ in range(4):
        at = random.randrange(size - 1)
        off = step // 2 if random.random() < 0.6 else random.randint(min(0, step), max(0, step))
        value = index[at] + pd.Timedelta(off, unit="us")
        put("time", f"{start.isoformat()}Z,{step},{size}", index, value, value.isoformat())
head = f"# pandas {pd.__version__}: kind; axis (start,step,size, labels, or start,step in microseconds,size); value; position"
OUT.write_text("\n".join([head, *rows]) + "\n")
