"""Makes src/test/resources/lookup/inside.csv: which positions xarray's sel takes for a slice with both ends, over random grids, and over the
same grid three times in a row where it has a period."""

import pathlib
import random
from decimal import Decimal

import numpy as np
import pandas as pd
import xarray as xr

OUT = pathlib.Path(__file__).resolve().parents[1] / "resources/lookup/inside.csv"

random.seed(20240602)
rows = []


def dec(x):
    written = Decimal(repr(x))
    return written if len(written.as_tuple().digits) <= 15 else Decimal(x)


def taken(coordinates, ends, positions):
    """What xarray takes, between the ends in the order of the axis."""
    array = xr.DataArray(positions, {"a": coordinates}, dims="a")
    rises = len(coordinates) < 2 or coordinates[0] < coordinates[-1]
    return [int(at) for at in array.sel(a=slice(*sorted(ends, reverse=not rises))).values]


def text(positions):
    return ",".join(map(str, positions)) if positions else "none"


def pick(points, slack):
    low, high = min(points[0], points[-1]) - slack, max(points[0], points[-1]) + slack
    return random.choice([random.choice(points), random.uniform(low, high)])


for _ in range(250):
    size = random.randint(1, 12)
    start = random.choice([0.0, 10.0, -180.0, 90.0, 0.1, 0.25, 1000.0, -7.5])
    step = random.choice([1.0, 0.25, 0.1, 10.0, 0.5, 2.5, 0.3, 1 / 3]) * random.choice([1, -1])
    points = [float(dec(start) + n * dec(step)) for n in range(size)]
    for _ in range(4):
        ends = [pick(points, 2 * abs(step)) for _ in range(2)]
        rows.append(f"scale;{start!r},{step!r},{size};{ends[0]!r}:{ends[1]!r};{text(taken(points, ends, np.arange(size)))}")
for _ in range(150):
    size = random.randint(2, 10)
    labels = sorted((random.uniform(-1, 1) for _ in range(size)), reverse=random.random() < 0.5)
    for _ in range(4):
        ends = [pick(labels, 1) for _ in range(2)]
        rows.append(f"labels;{','.join(map(repr, labels))};{ends[0]!r}:{ends[1]!r};{text(taken(labels, ends, np.arange(size)))}")
for _ in range(150):
    size = random.randint(2, 10)
    letters = "abcdeZäß\U0001f30d\uff5e"
    names = sorted({"".join(random.choices(letters, k=3)) for _ in range(size)}, reverse=random.random() < 0.5)
    for _ in range(4):
        ends = [random.choice([*names, "".join(random.choices(letters, k=2))]) for _ in range(2)]
        rows.append(f'texts;{",".join(names)};"{ends[0]}":"{ends[1]}";{text(taken(names, ends, np.arange(len(names))))}')
for _ in range(100):
    size = random.randint(1, 12)
    start = pd.Timestamp("2024-01-01") + pd.Timedelta(random.randrange(10**13), unit="us")
    step = random.choice([1, 999_999, 60_000_000, 3_600_000_000, 86_400_000_000]) * random.choice([1, -1])
    times = pd.DatetimeIndex([start + n * pd.Timedelta(step, unit="us") for n in range(size)])
    for _ in range(4):
        ends = [times[0] + pd.Timedelta(random.choice([random.randrange(-1, size + 1) * step, random.randint(-size * abs(step), size * abs(step))]), unit="us") for _ in range(2)]
        rows.append(f"time;{start.isoformat()}Z,{step},{size};{ends[0].isoformat()}:{ends[1].isoformat()};{text(taken(times, ends, np.arange(size)))}")
for _ in range(400):
    period, size, step = random.choice([(360.0, 12, 30.0), (360.0, 8, 45.0), (360.0, 5, 30.0), (1.0, 10, 0.1), (24.0, 7, 3.0), (10.0, 3, 3.0)])
    start = random.choice([0.0, -180.0, 0.5, 345.0, -7.25])
    step *= random.choice([1, -1])
    turns = [[float(dec(start) + n * dec(step) + k * dec(period) * (1 if step > 0 else -1)) for n in range(size)] for k in range(-2, 4)]
    points = [point for turn in turns for point in turn]
    positions = list(range(size)) * len(turns)
    first = random.choice([random.choice(points[2 * size : 4 * size]), start + random.uniform(-period, period)])
    ahead = random.choice([random.uniform(0, period), 0.0]) * (1 if step > 0 else -1)
    ends = [first, first + ahead]
    if random.random() < 0.5:
        ends[1] = random.choice([point for point in points if 0 <= (point - first) * (1 if step > 0 else -1) <= period] or [first])
    if abs(Decimal(ends[0]) - Decimal(ends[1])) > Decimal(period):
        continue
    ends = ends if random.random() < 0.7 else ends[::-1]
    rows.append(f"period;{start!r},{step!r},{size},{period!r};{ends[0]!r}:{ends[1]!r};{text(taken(points, ends, np.array(positions))[:size])}")
    if size * abs(step) == period:
        value = random.uniform(points[2 * size], points[3 * size])
        for method in ("nearest", "pad", "backfill"):
            # pandas fills towards greater values, the server along the axis.
            sign = 1 if step > 0 else -1
            filled = {"nearest": "nearest", "pad": "pad" if sign > 0 else "backfill", "backfill": "backfill" if sign > 0 else "pad"}[method]
            order = points if sign > 0 else points[::-1]
            found = pd.Index(order).get_indexer([value], method=filled)[0]
            rows.append(f"{method};{start!r},{step!r},{size},{period!r};{value!r};{(positions if sign > 0 else positions[::-1])[found]}")
    # With the stop excluded, from point to point.
    one = random.randrange(2 * size, 3 * size)
    other = one + random.randint(1, size)
    rows.append(f"turn;{start!r},{step!r},{size},{period!r};{points[one]!r}:{points[other]!r};{text(positions[one:other])}")
head = f"# xarray {xr.__version__}: kind; axis (start,step,size[,period], labels, or start,step in microseconds,size); range; positions"
OUT.write_text("\n".join([head, *rows]) + "\n")
