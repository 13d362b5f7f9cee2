"""Writes src/test/resources/arrow/*.arrows with pyarrow, and what its columns hold as JSON."""

import datetime
import json
import pathlib

import numpy as np
import pyarrow as pa

OUT = pathlib.Path(__file__).resolve().parents[1] / "resources" / "arrow"
ROWS = 21


def lists(values, *lengths):
    array = values
    for length in reversed(lengths):
        array = pa.FixedSizeListArray.from_arrays(array, length)
    return array


def columns():
    n = np.arange(ROWS)
    yield "i8", pa.array(n.astype("i1") - 5)
    yield "u64", pa.array(n.astype("u8") + np.uint64(2**63))
    yield "f2", pa.array((n / 4).astype("f2"))
    yield "f8", pa.array([None if i % 5 == 2 else i / 8 for i in n], pa.float64())
    yield "good", pa.array([bool(i % 3) for i in n])
    yield "s", pa.array(n.astype("M8[s]"))
    yield "ns", pa.array([None if i == 9 else int(i) * 1_000_000_007 for i in n], pa.timestamp("ns", tz="UTC"))
    yield "span", pa.array(n.astype("m8[us]"))
    yield "date", pa.array([datetime.date(1969, 12, 20) + datetime.timedelta(int(i)) for i in n])
    yield "date64", pa.array([datetime.date(1970, 1, 1 + int(i)) for i in n], pa.date64())
    yield "text", pa.array([None if i == 3 else "ä" * (int(i) % 4) for i in n])
    yield "long_text", pa.array([str(i) for i in n], pa.large_string())
    yield "bytes", pa.array([bytes([i, 0, i]) for i in n], pa.binary(3))
    yield "pairs", lists(pa.array(np.arange(2 * ROWS, dtype="i4")), 2)
    yield "boxes", lists(pa.array(np.arange(6 * ROWS, dtype="i2")), 3, 2)


def shown(array):
    """Bytes of the cells in hexadecimal, null as NaN or NaT; texts as they are, null as the empty one."""
    kind = array.type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return ["" if v is None else v for v in array.to_pylist()]
    if pa.types.is_fixed_size_binary(kind):
        return b"".join(array.to_pylist()).hex()
    while pa.types.is_fixed_size_list(array.type):
        array = array.flatten()
    cells = array.to_numpy(zero_copy_only=False)
    if pa.types.is_date(kind):
        cells = cells.astype("M8[D]" if pa.types.is_date32(kind) else "M8[ms]")
    if pa.types.is_boolean(kind):
        cells = cells.astype(bool)
    return cells.tobytes().hex()


def main():
    OUT.mkdir(exist_ok=True)
    table = pa.table(dict(columns()))
    with pa.ipc.new_stream(OUT / "columns.arrows", table.schema) as writer:
        writer.write_table(table, max_chunksize=10)
    (OUT / "columns.json").write_text(json.dumps({name: shown(table[name].combine_chunks()) for name in table.column_names}) + "\n")
    few = pa.table({"a": pa.array([1, 2, 3])})
    with pa.ipc.new_stream(OUT / "compressed.arrows", few.schema, options=pa.ipc.IpcWriteOptions(compression="zstd")) as writer:
        writer.write_table(few)
    numbered = pa.table({"a": pa.array(["x", "y", "x"]).dictionary_encode()})
    with pa.ipc.new_stream(OUT / "numbered.arrows", numbered.schema) as writer:
        writer.write_table(numbered)


if __name__ == "__main__":
    main()
