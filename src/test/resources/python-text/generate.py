"""Writes the vectors beside it: texts that Python and NumPy give for values. Run: python3 generate.py"""
import datetime
import json
import os
import random
import struct

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
random.seed(20240229)


def save(name, lines):
    with open(os.path.join(HERE, name), "w", encoding="ascii") as out:
        out.write("\n".join(lines) + "\n")


def bits(value):
    return struct.pack(">d", value).hex()


special = [0.0, -0.0, 1.0, -1.0, 0.1, 0.2, 0.3, 1e-5, 1e-4, 0.0001234, 9.999e-5, 1e15, 1e16, 9999999999999998.0,
           123456789012345680.0, 1e17, 1e22, 1e23, 2e23, 1e100, 5e-324, 1e-323, 1.5e-323, 2e-323, 4.94e-322, 1e-310,
           2.2250738585072014e-308, 1.7976931348623157e308, float("nan"), float("inf"), float("-inf"), 2.5,
           90.0, -180.0, 1 / 3, 2**53 + 0.0, 2.0**63, 2.0**-1074, 2.0**-1073, 2.0**-1070, 9007199254740993.0, 4.35, 100.0]
floats = special + [struct.unpack(">d", random.randbytes(8))[0] for _ in range(1500)]
floats += [random.uniform(-1000, 1000) for _ in range(300)] + [round(random.uniform(-90, 90), 3) for _ in range(300)]
floats += [random.randrange(1, 4000) * 2.0**-1074 for _ in range(200)]
floats = [f for f in floats if f == f] + [float("nan")]
save("float64.tsv", [f"{bits(f)}\t{f!r}" for f in floats])


def digits(value):
    return np.format_float_scientific(value, unique=True, trim="-")


def narrow(kind, width, count):
    seen = []
    for _ in range(count):
        raw = random.randbytes(width)
        value = np.frombuffer(raw, dtype=f">f{width}")[0]
        if np.isfinite(value) and value != 0:
            seen.append(f"{raw.hex()}\t{digits(kind(value))}")
    return seen


save("float32.tsv", narrow(np.float32, 4, 800)
     + [f"{i:08x}\t{digits(np.uint32(i).view(np.float32))}" for i in list(range(1, 60)) + [0x7f7fffff, 0x00800000]])
save("float16.tsv", [f"{i:04x}\t{digits(np.uint16(i).view(np.float16))}" for i in range(1, 0x7c00, 7)])

wide = [np.longdouble(t) for t in ("0.1", "1", "-2.5", "1e16", "1e4932", "3.5e-4940", "1e-5", "3.3621e-4932", "123456.789",
                                   "1.18973149535723176502e+4932", "-1e-4950", "0.3", "1e300", "7e-4951")]
wide += [np.longdouble(random.uniform(-1, 1)) * np.longdouble(10) ** random.randint(-4900, 4900) for _ in range(120)]
save("float80.tsv", [f"{np.array([w]).tobytes()[:10].hex()}\t{digits(w)}" for w in wide if np.isfinite(w)])

parts = [0.0, -0.0, 1.0, -1.0, 2.5, 1e-7, 1e20, 1e16, 1e-5, float("nan"), float("inf"), float("-inf"), 0.1, 123456.0]
save("complex.tsv", [f"{bits(a)}\t{bits(b)}\t{complex(a, b)!r}" for a in parts for b in parts])

strings = ["", "a", "it's", 'say "x"', "both ' and \"", "back\\slash", "tab\tnl\ncr\r", "\x00\x1f\x7f\x80\xa0\xad",
           "Zürich", "日本", "😀", "\u2028\u2029\u200b\u3000", "\ue000", "a,b", "\b\f", "e\u0301", "~", "%41", "/"]
strings += ["".join(chr(random.choice([random.randrange(0x20, 0x7f), random.randrange(0xa1, 0x250),
                                       random.randrange(0x1F600, 0x1F640), random.randrange(0, 0x20)]))
                    for _ in range(random.randrange(1, 12))) for _ in range(200)]
save("strings.json", [json.dumps([{"value": s, "repr": repr(s), "dumps": json.dumps(s)} for s in strings])])


def freeze(value):
    if isinstance(value, list):
        return tuple(freeze(item) for item in value)
    if isinstance(value, str) and value.startswith("(") and value.endswith("j)"):
        return complex(value)
    return value


tuples = [[], [1], [1, 2], ["a"], [1, "b", [2.0]], ["it's", 2.5], [[], [[]]], [1e-05, 1e16, -0.0], ["(1+2j)", [3]],
          ["x", ["y", ["z", [10**30]]]], ["(0+3j)"], ["a,b", 'q"q', "q'q\"", "\n"], ["3j", "(x)"]]
save("tuples.json", [json.dumps([{"value": t, "repr": repr(freeze(t))} for t in tuples])])

utc = datetime.timezone.utc
times = [datetime.datetime(2023, 1, 3, tzinfo=utc), datetime.datetime(1, 1, 1, tzinfo=utc),
         datetime.datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=utc),
         datetime.datetime(2024, 2, 29, 12, 30, 0, 10, tzinfo=utc), datetime.datetime(1969, 12, 31, 23, 59, 1, tzinfo=utc),
         datetime.datetime(2023, 1, 3, 4, 5, 0, 120000, tzinfo=utc)]
epoch = datetime.datetime(1970, 1, 1, tzinfo=utc)
micro = datetime.timedelta(microseconds=1)
save("times.tsv", [f"{(t - epoch) // micro}\t{t.isoformat()}\t{t!r}\t{t}" for t in times])

steps = [datetime.timedelta(hours=1), datetime.timedelta(hours=-6), datetime.timedelta(days=1), datetime.timedelta(microseconds=1),
         datetime.timedelta(microseconds=-1), datetime.timedelta(days=-2, seconds=5, microseconds=7),
         datetime.timedelta(weeks=3, milliseconds=1)]
save("steps.tsv", [f"{s // micro}\t{s.days}\t{s.seconds}\t{s.microseconds}" for s in steps])
