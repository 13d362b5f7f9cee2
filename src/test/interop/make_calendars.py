"""Makes src/test/resources/cf/times.csv: what cftime says numbers mean as times, in every calendar, for units in many spellings, and what it
refuses. Rows of times are calendar;units;number;text, whole numbers exactly; refused ones have no number."""

import pathlib
import random
import warnings

import cftime

OUT = pathlib.Path(__file__).resolve().parents[1] / "resources/cf/times.csv"
CALENDARS = {
    "standard": "standard gregorian Standard",
    "proleptic_gregorian": "proleptic_gregorian",
    "noleap": "noleap 365_day",
    "all_leap": "all_leap 366_day",
    "360_day": "360_day",
    "julian": "julian JULIAN",
}
UNITS = {
    "days": "days day d Days",
    "hours": "hours hour hr hrs h HOURS",
    "minutes": "minutes minute min mins",
    "seconds": "seconds second sec secs s",
    "milliseconds": "milliseconds millisecond msec msecs ms millisec",
    "microseconds": "microseconds microsecond microsec",
}
PER_DAY = {"days": 1, "hours": 24, "minutes": 1440, "seconds": 86400, "milliseconds": 86400_000, "microseconds": 86400_000_000}
warnings.simplefilter("ignore")
random.seed(20240603)
rows = []


def text(time):
    micros = f".{time.microsecond:06d}" if time.microsecond else ""
    year = f"-{-time.year:04d}" if time.year < 0 else f"{'+' if time.year > 9999 else ''}{time.year:04d}"
    return f"{year}-{time.month:02d}-{time.day:02d}T{time.hour:02d}:{time.minute:02d}:{time.second:02d}{micros}Z"


def reference(calendar):
    while True:
        year = random.choice([1, 4, 100, 1500, 1581, 1582, 1583, 1600, 1899, 1900, 1970, 2000, 2023, 9999, random.randint(1, 9999)])
        month, day = random.randint(1, 12), random.randint(1, 31)
        try:
            cftime.datetime(year, month, day, calendar=calendar)
        except ValueError:
            continue
        date = random.choice([f"{year:04d}-{month:02d}-{day:02d}", f"{year}-{month}-{day}"])
        hour, minute, second = random.randrange(24), random.randrange(60), random.randrange(60)
        clock = random.choice(
            ["", f"T{hour:02d}:{minute:02d}:{second:02d}", f" {hour}:{minute}:{second}", f" {hour:02d}:{minute:02d}", f" {hour:02d}:{minute:02d}:{second:02d}.0", f" {hour:02d}:{minute:02d}:{second:02d}.25"]
        )
        zone = random.choice(["", "", "Z", " UTC", " +02:00", " -0330", "+05"]) if clock else ""
        return f"{date}{clock}{zone}"


for _ in range(900):
    calendar = random.choice(list(CALENDARS))
    unit = random.choice(list(UNITS))
    units = f"{random.choice(UNITS[unit].split())} since {reference(calendar)}"
    days = random.choice([0, 1, random.uniform(-2, 2), random.uniform(-800, 800), random.uniform(-150_000, 150_000), random.uniform(-3_000_000, 3_000_000)])
    number = random.choice([int(days * PER_DAY[unit]), round(days * PER_DAY[unit], 3)])
    try:
        time = cftime.num2date(number, units, calendar)
        # cftime has no floats of more than a microsecond's precision that far away.
        if isinstance(number, float) and abs(days) > 100_000:
            continue
    except (ValueError, OverflowError):
        continue
    rows.append(f"{random.choice(CALENDARS[calendar].split())};{units};{number!r};{text(time)}")
for calendar in CALENDARS:
    for units in [
        "days since 2000-02-30",
        "days since 2001-02-29",
        "days since 1900-02-29",
        "days since 1582-10-10",
        "days since 2000-13-01",
        "days since 2000-01-32",
        "days since 2000-01-01 24:00:00",
        "days since 2000-01-01 00:60",
        "days since 0000-01-01",
        "months since 2000-01-01",
        "years since 2000-01-01",
        "fortnights since 2000-01-01",
        "days since yesterday",
    ]:
        try:
            rows.append(f"{calendar};{units};1;{text(cftime.num2date(1, units, calendar))}")
        except (ValueError, TypeError):
            rows.append(f"{calendar};{units};;")
OUT.parent.mkdir(exist_ok=True)
OUT.write_text("# Made by src/test/interop/make_calendars.py with cftime " + cftime.__version__ + "\n" + "\n".join(rows) + "\n")
print(len(rows), "rows")
