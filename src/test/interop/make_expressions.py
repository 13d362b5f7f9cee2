"""Makes src/test/resources/expressions.json: values of expressions over random arrays, by NumPy.

Expressions are Python's, so that Python's own parser reads them; NumPy finds their types and values.
On top of that stand the rules of null: a cell that is the declared fill value is null, what is made of
null is null, comparisons with it are as with NaN, reductions skip it and NaN, a mean or deviation that is no
number is null, and so is a whole number divided by 0. Run it with any Python that has NumPy 2; it writes the same file every time.
"""

import ast
import itertools
import json
import math
import operator
import pathlib
import warnings

import numpy as np

TARGET = pathlib.Path(__file__).parents[1] / "resources" / "expressions.json"
LENGTHS = {"n": 7, "x": 4, "y": 3, "long": 700}
SPANS = {
    "PT1H": np.timedelta64(1, "h"),
    "P1D": np.timedelta64(1, "D"),
    "PT90S": np.timedelta64(90, "s"),
    "PT0.5S": np.timedelta64(500, "ms"),
    "-PT1M": np.timedelta64(-1, "m"),
}
REDUCTIONS = "min max sum mean std count first last".split()
CASTS = "int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 float32 float64".split()


class Refused(Exception):
    """The types do not fit, or a value does not."""


class Value:
    """Values along named dimensions; a Python number has none and no type."""

    def __init__(self, data, mask, dims):
        self.data, self.mask, self.dims = data, mask, tuple(dims)

    @property
    def weak(self):
        return isinstance(self.data, (int, float)) and not isinstance(self.data, (bool, np.generic))


def align(*values):
    dims = list(dict.fromkeys(dim for value in values for dim in value.dims))
    aligned = []
    for value in values:
        if value.weak or value.data is None:
            aligned.append((value.data, value.mask))
            continue
        order = [value.dims.index(dim) for dim in dims if dim in value.dims]
        shape = [LENGTHS[dim] if dim in value.dims else 1 for dim in dims]
        one = np.asarray(value.data).transpose(order).reshape(shape)
        mask = np.broadcast_to(value.mask, np.shape(value.data)).transpose(order).reshape(shape)
        aligned.append((one, mask))
    return dims, aligned


def whole(data, mask, dims):
    shape = [LENGTHS[dim] for dim in dims]
    data = np.broadcast_to(np.asarray(data), shape)
    return Value(data, np.broadcast_to(mask, shape), dims)


def is_number(value):
    return value.weak or value.data is not None and np.asarray(value.data).dtype.kind in "iuf"


OPERATORS = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}


def pair(kind, left, right):
    function = OPERATORS[kind]
    if left.weak and right.weak:
        result = function(left.data, right.data)
        return Value(np.bool_(result) if isinstance(result, bool) else result, False, ())
    dims, ((a, am), (b, bm)) = align(left, right)
    result = function(a, b)
    mask = np.asarray(am) | np.asarray(bm)
    if kind in (ast.FloorDiv, ast.Mod) and result.dtype.kind in "iu" or result.dtype.kind == "m" and kind in (ast.Div, ast.FloorDiv, ast.Mod):
        mask = mask | (np.asarray(b) == 0)
    if result.dtype.kind in "mM":
        mask = mask | np.isnat(result)
    if kind in (ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE):
        result = np.where(mask, kind is ast.NotEq, result)
        mask = False
    return whole(result, mask, dims)


def truth(value):
    if value.weak or value.data is None or np.asarray(value.data).dtype != bool:
        raise Refused
    return value


def missing(value):
    data = np.asarray(value.data)
    mask = np.broadcast_to(value.mask, data.shape)
    return mask | np.isnan(data) if data.dtype.kind in "fmM" else mask


def reduce_one(operation, kept, dtype):
    kind = dtype.kind
    if operation == "count":
        return np.int64(kept.size), False
    if operation == "sum" and kind != "f":
        if kind in "iu" and int(kept.sum()) != sum(map(int, kept)):
            raise Refused  # NumPy wraps around.
        return kept.sum(), False
    if operation == "sum" and kept.size == 0:
        return 0, False
    if kept.size == 0:
        return 0, True
    if operation in ("first", "last"):
        return kept[0 if operation == "first" else -1], False
    if operation in ("min", "max"):
        return getattr(kept, operation)(), False
    if kind == "m":
        return kept.sum() / kept.size, False
    real = kept.astype(np.float64)
    if operation == "sum":
        return math.fsum(real) if np.isfinite(real).all() else real.sum(), False
    if operation == "mean":
        result = math.fsum(real) / real.size if np.isfinite(real).all() else real.mean()
    else:
        result = real.std()
    return result, bool(np.isnan(result))


def result_dtype(operation, dtype):
    if operation == "count":
        return np.dtype("int64")
    if operation == "sum":
        return np.zeros(1, dtype).sum().dtype
    if operation == "mean":
        return np.zeros(1, dtype).mean().dtype
    if operation == "std":
        return np.zeros(1, dtype).std().dtype
    return dtype


def reduced(operation, value, names):
    data = np.asarray(value.data)
    result = result_dtype(operation, data.dtype)
    if operation in ("sum", "mean", "std") and data.dtype.kind == "M":
        raise Refused
    skipped = missing(value)
    dims = [dim for dim in value.dims if dim not in names] if names else []
    if set(names) - set(value.dims) or len(set(names)) < len(names):
        raise Refused
    out = np.zeros([LENGTHS[dim] for dim in dims], result)
    mask = np.zeros(out.shape, bool)
    for index in itertools.product(*(range(LENGTHS[dim]) for dim in dims)):
        place = tuple(index[dims.index(dim)] if dim in dims else slice(None) for dim in value.dims)
        kept = np.asarray(data[place])[~np.asarray(skipped[place])].ravel()
        out[index], mask[index] = reduce_one(operation, kept, data.dtype)
    return Value(out, mask, dims)


def cast(dtype, value):
    if value.weak:
        return Value(np.dtype(dtype).type(int(value.data) if np.dtype(dtype).kind in "iu" else value.data), False, ())
    data = np.asarray(value.data)
    if data.dtype.kind in "mM":
        raise Refused
    mask = np.broadcast_to(value.mask, data.shape)
    if data.dtype.kind == "f" and np.dtype(dtype).kind in "iu":
        mask = mask | np.isnan(data)
        numbers = [int(number) for number in data[~mask].tolist()]
    else:
        numbers = data[~mask].tolist()
    if np.dtype(dtype).kind in "iu":
        info = np.iinfo(dtype)
        if any(number < info.min or number > info.max for number in numbers):
            raise Refused
    return Value(data.astype(dtype), mask, value.dims)


def typed(value):
    return Value(np.asarray(value.data), value.mask, value.dims) if value.weak else value


def call(name, arguments, scope):
    if name in REDUCTIONS:
        value = typed(evaluate(arguments[0], scope))
        return reduced(name, value, [argument.id for argument in arguments[1:]])
    values = [evaluate(argument, scope) for argument in arguments]
    if name in CASTS:
        return cast(name, values[0])
    if name == "where":
        condition = truth(values[0])
        if values[1].data is None or values[2].data is None:
            other = typed(values[2] if values[1].data is None else values[1])
            zero = np.zeros((), np.asarray(other.data).dtype)
            values = [condition] + [Value(zero, True, ()) if v.data is None else other for v in values[1:]]
        elif is_number(values[1]) != is_number(values[2]) and "b" not in (
            np.asarray(values[1].data).dtype.kind, np.asarray(values[2].data).dtype.kind):
            raise Refused
        dims, ((c, _), (a, am), (b, bm)) = align(*values)
        for one, other in ((a, b), (b, a)):
            if isinstance(one, int) and getattr(other, "dtype", np.dtype("f8")).kind in "iu":
                other.dtype.type(one)  # NumPy's where wraps what arithmetic refuses.
        return whole(np.where(c, a, b), np.where(c, am, bm), dims)
    if name == "clip":
        dims, ((a, am), (b, bm), (c, cm)) = align(*values)
        result = np.minimum(np.maximum(a, b), c)
        return whole(result, np.asarray(am) | np.asarray(bm) | np.asarray(cm), dims)
    value = typed(values[0])
    data = np.asarray(value.data)
    if name == "isnan":
        return whole(missing(value), False, value.dims)
    if name == "round":
        digits = int(values[1].data) if len(values) > 1 else 0
        if data.dtype.kind not in "iuf":
            raise Refused
        return Value(data if data.dtype.kind != "f" else np.round(data, digits), value.mask, value.dims)
    return Value(getattr(np, name)(data), value.mask, value.dims)


def evaluate(node, scope):
    if isinstance(node, ast.Constant):
        if isinstance(node.value, str):
            time = SPANS.get(node.value)
            return Value(np.datetime64(node.value) if time is None else time, False, ())
        return Value(np.bool_(node.value) if isinstance(node.value, bool) else node.value, False, ())
    if isinstance(node, ast.Name):
        known = {"nan": math.nan, "inf": math.inf, "null": None}
        return Value(known[node.id], False, ()) if node.id in known else scope[node.id]
    if isinstance(node, ast.BinOp):
        return pair(type(node.op), evaluate(node.left, scope), evaluate(node.right, scope))
    if isinstance(node, ast.Compare):
        return pair(type(node.ops[0]), evaluate(node.left, scope), evaluate(node.comparators[0], scope))
    if isinstance(node, ast.BoolOp):
        values = [truth(evaluate(each, scope)) for each in node.values]
        result = values[0]
        for value in values[1:]:
            dims, ((a, _), (b, _)) = align(result, value)
            result = whole(a & b if isinstance(node.op, ast.And) else a | b, False, dims)
        return result
    if isinstance(node, ast.UnaryOp):
        value = evaluate(node.operand, scope)
        if isinstance(node.op, ast.Not):
            value = truth(value)
            return Value(~np.asarray(value.data), False, value.dims)
        return Value(-value.data, value.mask, value.dims)
    return call(node.func.id, node.args, scope)


def numbers(random, dtype, shape):
    if dtype.kind in "iu":
        info = np.iinfo(dtype)
        array = random.integers(info.min, info.max, shape, dtype=dtype, endpoint=True)
        small = random.integers(-9 if dtype.kind == "i" else 0, 9, shape).astype(dtype)
        return np.where(random.random(shape) < 0.7, small, array)
    array = np.array(random.standard_normal(shape) * 20).astype(dtype)
    array[random.random(shape) < 0.1] = np.nan
    array[random.random(shape) < 0.1] = 0
    array[random.random(shape) < 0.03] = np.inf
    return array


def variables(random):
    dims = {"a": ("n", "x"), "b": ("n",), "c": ("x",), "d": (), "e": ("x", "n"), "f": ("n", "y", "x")}
    made = {}
    for dtype in CASTS:
        for j, (name, axes) in enumerate(dims.items()):
            shape = [LENGTHS[dim] for dim in axes]
            array = numbers(random, np.dtype(dtype), shape)
            fill = None
            if j % 2 == 0:
                fill = np.dtype(dtype).type(5)
                array = np.array(array)
                array[random.random(shape) < 0.25] = fill
            made[f"{name}_{dtype}"] = (array, axes, fill)
    for name, axes in dims.items():
        made[f"{name}_bool"] = (random.random([LENGTHS[dim] for dim in axes]) < 0.5, axes, None)
    base = np.datetime64("2024-02-28T22:00:00", "ns")
    steps = random.integers(0, 200_000, [LENGTHS["n"]])
    times = base + steps.astype("m8[s]")
    times[2] = "NaT"
    made["time"] = (times, ("n",), None)
    made["day"] = (times.astype("M8[D]"), ("n",), None)
    made["odd"] = (times.astype("M8[25s]"), ("n",), None)
    lags = random.integers(-5_000, 5_000, [LENGTHS["n"], LENGTHS["x"]]).astype("m8[ms]")
    lags[0, 0] = "NaT"
    lags[1, :] = 7
    made["lag"] = (lags, ("n", "x"), np.timedelta64(7, "ms"))
    made["long_f"] = (numbers(random, np.dtype("float32"), [700, 4]), ("long", "x"), np.float32(3))
    made["long_i"] = (numbers(random, np.dtype("int16"), [700]), ("long",), None)
    return made


NAMED = """
a_float32 - mean(a_float32)
a_float32 - mean(a_float32, n)
a_float32 - mean(a_float32, x)
where(isnan(a_float32), 0, a_float32)
where(a_int16 > 3, a_int16, null)
where(a_int16 > 3, null, 1)
where(isnan(a_int8) or a_int8 < 0, a_float16, e_float32)
a_float64 * c_float64 + d_float16
a_uint8 + 1
a_uint8 + 256
a_int8 * 2 - 300
a_int8 < 300
a_uint64 > a_int64
a_uint64 == a_int8
a_uint64 + a_int64
a_uint64 // 7 + a_uint64 % 7
a_int64 // a_int8
a_int32 % a_int16
a_float32 // 3
a_float32 % -3
a_float16 // 0.3
a_int16 ** 2
a_int64 ** 3
a_float64 ** 2
2 ** a_uint8
a_bool + e_bool
a_bool * b_bool
a_bool - b_bool
-a_bool
a_bool / b_bool
a_bool // 2
a_bool + 1
a_bool + 1.5
a_bool and not b_bool or c_bool
a_bool and 1
a_int8 and a_bool
not a_int8
a_bool == c_bool
sqrt(a_int8)
sqrt(abs(a_int16))
sqrt(a_int32 * a_int32)
sqrt(a_float32)
sqrt(a_bool)
abs(a_int8)
abs(a_bool)
abs(lag)
round(a_float32, 1)
round(a_float64, 3)
round(a_float16)
round(a_float64 * 100, -2)
round(a_int8, 2)
clip(a_float32, -10, 10)
clip(a_int8, -5, 5)
clip(a_int8, -5, 500)
clip(a_float64, c_float32, inf)
int8(clip(a_float64, -100, 100))
int16(a_float32 * 0)
int8(a_int64)
uint8(a_float32)
float32(a_int64)
float16(a_uint8)
int64(3.7)
uint64(18446744073709551615)
sum(a_int8, n)
sum(a_uint16, x)
sum(a_bool)
mean(a_bool, n)
max(a_bool, x)
min(a_uint64, n)
max(a_uint64)
first(a_int16, x)
last(a_int16, n)
first(f_float32, n, y)
mean(f_float64, x, n)
count(a_float32)
count(a_int16, n)
count(a_float32 > 0, n)
mean(mean(a_float64, n) * c_float64)
sum(where(a_int16 > 0, a_int16, null), x)
max(abs(a_float32) > 10, x)
std(a_float32 * 0)
mean(d_float16)
sum(a_int64 * 0 + 4611686018427387904)
e_float32 + a_float32
e_float32 + c_float64
f_float32 * e_float32
1 + 2 * 3 ** 2 // 4 - 7 % 4
a_float32 + (1 + 2.5)
a_int8 + (100 + 100)
-2 ** 2 + a_int8
2 ** -1 + a_float32
1e300 * 1e10 + a_float64
nan == nan
inf > a_float64
time >= '2024-02-29'
time == '2024-02-29T01:00:00'
time + 'PT1H'
time - 'PT0.5S'
day + 'PT1H'
day - 'P1D'
time - day
time - first(time)
(time - '2024-02-29') / 'PT1H'
(time - '2024-02-29') // 'PT1H'
(time - '2024-02-29') % 'PT90S'
odd + 'PT90S'
odd - day
lag + 'P1D'
lag * 2
lag * 0.5
2.5 * lag
lag / 3
lag / 2.5
lag // 3
lag / 0
-lag
lag > 'PT0.5S'
mean(lag)
mean(lag, x)
sum(lag, n)
max(lag, x)
min(time)
count(time)
isnan(time)
isnan(lag)
time + lag
clip(time, '2024-02-29', '2024-03-01')
where(b_bool, time, '2024-01-01')
where(isnan(time), null, day)
time + day
time * 2
lag * lag
mean(time)
abs(time)
std(lag)
time > 5
time > 'PT1H'
where(b_bool, time, 5)
a_float32 + 'PT1H'
sqrt(lag)
long_f - mean(long_f, long)
where(long_f > 0, long_f * long_i, null)
mean(long_f * long_i, long)
sum(long_f, x) + long_i
sum(where(long_i % 2 == 0, 1, 0))
""".strip().splitlines()

LOOSE = """
(b_float64 - mean(b_float64)) / (1 + std(b_float64))
std(a_int16)
std(e_uint8, n)
exp(a_float32)
exp(c_float64)
log(abs(a_float64) + 1)
log(a_int8)
exp(a_int16 % 8)
abs(a_float64) ** 0.3
a_float32 ** 3
a_float16 ** 2
2.0 ** a_float32
""".strip().splitlines()


def random_text(random, names, depth):
    """A random expression of numbers and conditions, whose values are exact."""
    if depth == 0 or random.random() < 0.1:
        return str(random.choice(names)) if random.random() < 0.8 else str(random.choice(["2", "3", "0.5", "-1", "7"]))
    def next_text():
        return random_text(random, names, depth - 1)
    form = random.integers(0, 9)
    if form < 4:
        return f"({next_text()} {random.choice(['+', '-', '*', '/', '//', '%'])} {next_text()})"
    if form == 4:
        return f"({next_text()} {random.choice(['==', '!=', '<', '<=', '>', '>='])} {next_text()})"
    if form == 5:
        return f"where({next_text()} > {next_text()}, {next_text()}, {next_text()})"
    if form == 6:
        return f"{random.choice(['abs', 'sqrt', 'round', 'isnan'])}({next_text()})"
    if form == 7:
        return f"{random.choice(['min', 'max', 'count', 'first', 'last'])}({next_text()}{random.choice(['', ', x', ', n'])})"
    return f"clip({next_text()}, -5, 100)"


def case(text, scope, ulps):
    made = {"text": text}
    try:
        value = typed(evaluate(ast.parse(text, mode="eval").body, scope))
        data = np.asarray(value.data)
    except (Refused, TypeError, OverflowError, ValueError):
        return {**made, "type": None}
    if np.ndim(data) != len(value.dims):
        data = np.broadcast_to(data, [LENGTHS[dim] for dim in value.dims])
    mask = np.broadcast_to(value.mask, data.shape)
    if data.dtype.kind in "mM":
        mask = mask | np.isnat(data)
    clean = np.where(mask, np.zeros((), data.dtype), data).astype(data.dtype)
    made["type"] = data.dtype.name if data.dtype.kind != "b" else "bool"
    made["axes"] = list(value.dims)
    made["cells"] = np.ascontiguousarray(clean).tobytes().hex()
    made["nulls"] = "".join("1" if each else "0" for each in mask.ravel()) if mask.any() else ""
    made["ulps"] = ulps
    return made


def main():
    random = np.random.default_rng(20240607)
    made = variables(random)
    scope = {}
    for name, (array, axes, fill) in made.items():
        array = np.asarray(array)
        mask = np.zeros(array.shape, bool) if fill is None else array == fill
        if array.dtype.kind in "mM":
            mask = mask | np.isnat(array)
        scope[name] = Value(array, mask, axes)
    cases = [case(text, scope, 0) for text in NAMED] + [case(text, scope, 4) for text in LOOSE]
    plain = [name for name in made if "_" in name and not name.startswith(("f_", "long"))]
    while len(cases) < 800:
        some = list(random.choice(plain, 4))
        text = random_text(random, some, int(random.integers(1, 4)))
        cases.append(case(text, scope, 0))
    document = {
        "lengths": LENGTHS,
        "variables": [
            {
                "name": name,
                "type": np.asarray(array).dtype.name,
                "axes": list(axes),
                "fill": None if fill is None else np.asarray(fill).tobytes().hex(),
                "cells": np.ascontiguousarray(array).tobytes().hex(),
            }
            for name, (array, axes, fill) in made.items()
        ],
        "cases": cases,
    }
    TARGET.write_text(json.dumps(document, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        np.seterr(all="ignore")
        main()
