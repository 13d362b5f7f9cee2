"""Index files of partitioned collections as pyarrow reads them, beside what look-ups and rows give."""

import io
import json

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

TRACKS = "/api/v1/collections/indexed-tracks"
ROWS = 3000
DOCUMENT = {
    "name": "indexed-tracks",
    "kind": "partitioned",
    "axis": "time",
    "partitioning": {"name": "sequence", "variables": ["cycle"], "dimension": "time"},
    "schema": {
        "dimensions": [{"name": "time", "chunks": 100}],
        "variables": [
            {"name": "time", "dtype": "<M8[ns]", "dimensions": ["time"]},
            {"name": "cycle", "dtype": "<i4", "dimensions": ["time"]},
            {"name": "pass", "dtype": "<u8", "dimensions": ["time"]},
            {"name": "rising", "dtype": "|b1", "dimensions": ["time"]},
            {"name": "height", "dtype": "<f4", "dimensions": ["time"]},
            {"name": "site", "dtype": "<U3", "dimensions": ["time"]},
        ],
    },
}
KEYS = ["cycle", "pass", "rising", "height", "site"]


@pytest.fixture(scope="module")
def columns(server):
    """The cells, in the order of the partitions."""
    assert server.call("POST", "/api/v1/collections", DOCUMENT)[0] == 201
    draws = np.random.default_rng(8)
    run = np.arange(ROWS) // 7
    columns = {
        "time": np.arange(ROWS).astype("<M8[ns]"),
        "cycle": (np.arange(ROWS) // 500).astype("<i4"),
        "pass": draws.integers(0, 2**64, 20, dtype=np.uint64)[run % 20],
        "rising": run % 3 == 0,
        "height": draws.normal(size=50).astype("<f4")[run % 50],
        "site": np.array(["", "ä", "Oslo"])[run % 3].astype("<U3"),
    }
    body = io.BytesIO()
    np.savez(body, **columns)
    status, _, answer = server.call("POST", f"{TRACKS}/rows", body.getvalue(), Content_Type="application/x-npz")
    assert status == 200, answer
    status, _, answer = server.call("POST", f"{TRACKS}/indexes", {"name": "all", "columns": KEYS})
    assert status == 201, answer
    return columns


@pytest.fixture(scope="module")
def table(server, columns):
    status, headers, file = server.call("GET", f"{TRACKS}/indexes/all?format=parquet")
    assert status == 200
    return pq.read_table(io.BytesIO(file), page_checksum_verification=True)


def test_types_are_those_of_the_variables(table):
    assert table.column_names == [*KEYS, "_start", "_stop", "_partition"]
    types = [pa.int64(), pa.uint64(), pa.bool_(), pa.float64(), pa.string(), pa.int64(), pa.int64(), pa.string()]
    assert table.schema.types == types


def test_runs_cover_all_rows_and_have_their_keys(table, columns):
    rows = table.to_pydict()
    covered = 0
    for n in range(table.num_rows):
        first = 500 * int(rows["_partition"][n].removeprefix("cycle="))
        span = slice(first + rows["_start"][n], first + rows["_stop"][n])
        covered += span.stop - span.start
        for key in KEYS:
            assert (columns[key][span] == np.array(rows[key][n]).astype(columns[key].dtype)).all()
    assert covered == ROWS


def test_look_ups_and_rows_are_what_numpy_finds(server, table, columns):
    wanted = columns["pass"][70]
    found = (columns["pass"] == wanted) & (columns["site"] == "ä")
    _, _, answer = server.call("GET", f"{TRACKS}/indexes/all?pass={wanted}&site=%C3%A4")
    ranges = {item["path"]: item["ranges"] for item in json.loads(answer)["items"]}
    numbers = [
        500 * int(path.removeprefix("cycle=")) + row
        for path, spans in ranges.items()
        for start, stop in spans
        for row in range(start, stop)
    ]
    assert numbers == np.flatnonzero(found).tolist()
    _, _, body = server.call("GET", f"{TRACKS}/rows?index=all&pass={wanted}&site=%C3%A4&format=npz")
    with np.load(io.BytesIO(body)) as read:
        for key, cells in columns.items():
            np.testing.assert_array_equal(read[key], cells[found])


def test_ranges_of_groups_hold_their_values(server, columns):
    _, _, file = server.call("GET", f"{TRACKS}/indexes/all?format=parquet")
    group = pq.ParquetFile(io.BytesIO(file)).metadata.row_group(0)
    assert (group.column(0).statistics.min, group.column(0).statistics.max) == (0, 5)
    height = group.column(3).statistics
    assert (height.min, height.max) == (columns["height"].min(), columns["height"].max())
