"""Makes src/test/resources/lookup/times.csv: random times in forms of ISO 8601 that are not taken, each beside the form that is, both written by
Python's datetime, which reads the two as the same time where it reads the first."""

import pathlib
import random
from datetime import datetime, timedelta, timezone

OUT = pathlib.Path(__file__).resolve().parents[1] / "resources/lookup/times.csv"
random.seed(8601)
rows = []


def add(kind, text, taken):
    if kind in ("basic", "week", "digits"):
        assert datetime.fromisoformat(text) == datetime.fromisoformat(taken), (text, taken)
    rows.append(f"{kind};{text};{taken}")


for _ in range(300):
    day = datetime(1900, 1, 1) + timedelta(days=random.randrange(70_000))
    time = day + timedelta(seconds=random.randrange(86_400), microseconds=random.randrange(10**6))
    zone = timezone(timedelta(minutes=random.choice([0, 60, -210, 330, 840, -720])))
    offset = time.replace(tzinfo=zone).isoformat()[-6:]
    year, week, weekday = day.isocalendar()
    add("week", f"{year:04}-W{week:02}-{weekday}", f"{day:%Y-%m-%d}")
    add("week", f"{year:04}W{week:02}{weekday}T{time:%H%M}", f"{time:%Y-%m-%dT%H:%M}")
    add("ordinal", f"{day:%Y-%j}", f"{day:%Y-%m-%d}")
    add("ordinal", f"{day:%Y-%j}T{time:%H:%M:%S}Z", f"{time:%Y-%m-%dT%H:%M:%S}Z")
    add("basic", f"{time:%Y%m%dT%H}", f"{time:%Y-%m-%dT%H}:00")
    add("basic", f"{time:%Y%m%dT%H%M%S}{offset}", f"{time:%Y-%m-%dT%H:%M:%S}{offset}")
    add("basic", f"{time:%Y%m%dT%H%M%S.%f}", time.isoformat(timespec="microseconds"))
    digits = f"{random.randrange(1, 1000):03}"
    micros = time.isoformat(timespec="microseconds")
    add("digits", f"{micros}{digits}{offset}", f"{micros}{offset}")
OUT.write_text("# kind; text that is not taken; the same time as it is taken\n" + "\n".join(rows) + "\n")
