"""CSV as Python's own readers take it: the charset, the names of columns, the coordinates."""

import csv
import io

import pandas
import pytest
import requests

from conftest import Server

NAMES = {
    "plain": ["y", "x"],
    "value": ["value", "z"],
    "values": ["value", "value_", "value__"],
    "parts": ["value_real", "value_imag_"],
    "odd": ["a,b", 'say "x"', " blank ", "é"],
}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    running = Server(tmp_path_factory.mktemp("csv") / "root")
    running.root.mkdir()
    running.start()
    yield running
    running.stop()


def create(server, name, dtype, dimensions):
    document = {"name": name, "kind": "array", "dtype": dtype, "attributes": [], "dimensions": dimensions}
    status, _, body = server.call("POST", "/api/v1/collections", document)
    assert status == 201, body
    answer = requests.post(f"{server.url}/api/v1/collections/{name}/arrays", json={}, timeout=30)
    assert answer.status_code == 201, answer.text
    return server.url + answer.headers["Location"] + "/subset"


@pytest.mark.parametrize("names", NAMES.values(), ids=NAMES.keys())
@pytest.mark.parametrize("dtype", ["float64", "complex128"])
def test_no_column_is_lost(server, names, dtype):
    name = f"c{list(NAMES.values()).index(names)}-{dtype}"
    url = create(server, name, dtype, [{"name": n, "size": 2} for n in names])
    parts = 2 if dtype == "complex128" else 1
    text = requests.get(url, params={"format": "csv"}, timeout=30).text
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    assert header[:-parts] == names
    assert len(set(header)) == len(header) == len(names) + parts
    assert len(rows) == 2 ** len(names)
    frame = pandas.read_csv(io.StringIO(text, newline=""))
    assert list(frame.columns) == header
    assert [int(v) for v in frame[names[-1]][:2]] == [0, 1]


def test_text_is_read_in_the_charset_of_the_answer(server):
    labels = ["température", "давление", "気温"]
    url = create(server, "labels", "float64", [{"name": "weather", "size": 3, "labels": labels}])
    answer = requests.get(url, params={"format": "csv"}, timeout=30)
    assert answer.headers["Content-Type"] == "text/csv;charset=UTF-8"
    assert answer.encoding.lower() == "utf-8"
    read = list(csv.DictReader(io.StringIO(answer.text, newline="")))
    assert [row["weather"] for row in read] == labels
    for label in labels:
        found = requests.get(url, params={"sel.weather": f'"{label}"', "format": "csv"}, timeout=30)
        assert found.status_code == 200, found.text
