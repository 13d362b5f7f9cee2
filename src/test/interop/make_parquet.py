"""Makes src/test/resources/parquet: files that pyarrow writes in its several ways, and what is in them.

Run it with any Python that has NumPy and pyarrow; it writes the same values every time.
"""

import json
import pathlib

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

ROWS = 300
target = pathlib.Path(__file__).parents[1] / "resources" / "parquet"
target.mkdir(parents=True, exist_ok=True)
draws = np.random.default_rng(5)
table = pa.table(
    {
        "pass": pa.array(draws.integers(-3, 4, ROWS), pa.int64()),
        "small": pa.array(draws.integers(-30000, 30000, ROWS), pa.int16()),
        "count": pa.array(draws.integers(0, 2**32, ROWS), pa.uint32()),
        "large": pa.array(draws.integers(0, 2**64, ROWS, dtype=np.uint64), pa.uint64()),
        "time": pa.array((draws.integers(-(10**14), 10**15, ROWS) * 1000).astype("<M8[ns]")),
        "hour": pa.array(draws.integers(-(10**9), 10**12, ROWS).astype("<M8[ms]")),
        "height": pa.array(draws.normal(size=ROWS)),
        "half": pa.array(draws.normal(size=ROWS).astype("f4")),
        "rising": pa.array(draws.integers(0, 2, ROWS).astype(bool)),
        "_partition": pa.array([f"zone={chr(228 + n % 3)}/cycle={n // 70}" for n in range(ROWS)]),
    }
)
KINDS = {
    "snappy": {},
    "plain": {"compression": "none", "use_dictionary": False},
    "second": {"compression": "zstd", "data_page_version": "2.0", "data_page_size": 400},
    "gzip": {"compression": "gzip", "row_group_size": 70, "write_page_checksum": True},
    "narrow": {"version": "1.0", "coerce_timestamps": "us", "allow_truncated_timestamps": True, "dictionary_pagesize_limit": 64},
    "required": {"compression": "snappy", "use_dictionary": ["_partition"], "data_page_size": 128},
}
for name, options in KINDS.items():
    used = table.cast(pa.schema([field.with_nullable(False) for field in table.schema])) if name == "required" else table
    pq.write_table(used, target / f"{name}.parquet", **options)
pq.write_table(pa.table({"pass": pa.array([1, None, 3])}), target / "missing.parquet")
pq.write_table(pa.table({"pass": pa.array([[1], [2, 3]])}), target / "nested.parquet")
pq.write_table(pa.table({"pass": pa.array([1, 2])}), target / "brotli.parquet", compression="brotli")


def values(column):
    if pa.types.is_timestamp(column.type):
        return column.cast(pa.int64()).to_pylist()
    if pa.types.is_floating(column.type):
        return [float(value) for value in column.to_pylist()]
    return column.to_pylist()


expected = {name: values(table[name]) for name in table.column_names}
(target / "expected.json").write_text(json.dumps(expected, ensure_ascii=False) + "\n", encoding="utf-8")
