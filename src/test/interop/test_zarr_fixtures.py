"""Every collection of the fixtures, of every kind, is opened by its address in xarray, zarr-python, zarrita and GDAL, with the cells that the interface has."""

import io
import json
import pathlib
import subprocess
import sys
import tarfile
import urllib.parse
import zipfile

import numpy as np
import pytest
import xarray as xr
import zarr
from conftest import BASE, Server

ROOT = "/api/v1/collections"
FIXTURES = BASE / "src/test/resources/fixtures"
DEKER = ["basic", "layouts", "types", "virtual"]
PARTITIONED = ["daily", "groups", "merged_concat", "merged_time_series", "merged_upsert"]


def quoted(text):
    return urllib.parse.quote(text, safe="~")


def get(server, path):
    status, _, body = server.call("GET", path)
    assert status == 200, (path, body)
    return body


def told(server, path):
    return json.loads(get(server, path))


def deker(root):
    """The storages of Deker in one, whose links lead to where it is."""
    for name in DEKER:
        with tarfile.open(FIXTURES / f"deker/{name}.tar.gz") as storage:
            for member in storage:
                if not member.issym():
                    storage.extract(member, root, filter="data")
        for line in (FIXTURES / f"deker/{name}/symlinks.tsv").read_text().splitlines():
            link, target = line.split("\t")
            (root / link).parent.mkdir(parents=True, exist_ok=True)
            (root / link).symlink_to(root / target)


def lake(folder):
    for name in ("zarr-trees", "zarr-stores"):
        with zipfile.ZipFile(FIXTURES / f"{name}.zip") as stores:
            stores.extractall(folder)
    with zipfile.ZipFile(FIXTURES / "zarr-chunks.zip") as codecs:
        codecs.extractall(folder / "codecs")
    with zipfile.ZipFile(FIXTURES / "atlas/stores.zip") as stores:
        stores.extractall(folder / "atlas")
    group = {"zarr_format": 3, "node_type": "group", "attributes": {}}
    for top in ("zarr", "codecs"):
        (folder / top / "zarr.json").write_text(json.dumps(group))


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    place = tmp_path_factory.mktemp("fixtures")
    (place / "root").mkdir()
    deker(place / "root")
    lake(place / "lake")
    running = Server(place / "root", f"--hypertile.stores.lake.url={(place / 'lake').as_uri()}", "--hypertile.zarr.chunk=256KB")
    running.start()
    try:
        for name in ("consolidated", "plain", "v2", "xarray", "zarr", "codecs"):
            create(running, {"name": "tree_" + name, "kind": "dataset", "layout": "tree", "path": name, "read_only": True})
        for name in PARTITIONED:
            create(running, {"name": name, "kind": "partitioned", "path": f"zcollection/{name}"})
        create(running, {"name": "daily_view", "kind": "view", "base": "daily", "path": "zcollection/daily_view"})
        assert running.call("POST", ROOT, {"name": "profiles", "kind": "dataset"})[0] == 201
        order = {"format": "atlas", "store": "lake", "path": "atlas/0.14.0/profiles"}
        assert running.call("POST", f"{ROOT}/profiles:import", order)[0] == 200
        yield running
    finally:
        running.stop()


def create(server, document):
    status, _, answer = server.call("POST", ROOT, {"store": "lake", **document})
    assert status == 201, (document, answer)


def cells(server, path):
    """Cells as the interface gives them, texts as objects."""
    status, _, body = server.call("GET", path)
    assert status == 200, (path, body)
    return np.load(io.BytesIO(body))


def groups(server, name):
    """Addresses of groups below /zarr, and the subsets of their arrays by name."""
    kind = told(server, f"{ROOT}/{quoted(name)}")["kind"]
    if kind in ("array", "varray"):
        axes = [axis["name"] for axis in told(server, f"{ROOT}/{quoted(name)}")["dimensions"]]
        for array in told(server, f"{ROOT}/{quoted(name)}/arrays?limit=1000")["items"]:
            subset = f"{ROOT}/{quoted(name)}/arrays/{array['id']}/subset"
            yield f"/zarr/{quoted(name)}/{array['id']}", {"data" if name in axes else name: subset}
    elif kind == "dataset":
        for dataset in told(server, f"{ROOT}/{name}/datasets?limit=1000")["items"]:
            path = f"{ROOT}/{name}/datasets/{quoted(dataset['name'])}/arrays"
            arrays = {array["name"]: f"{path}/{quoted(array['name'])}/subset" for array in told(server, path)["items"]}
            yield f"/zarr/{name}/{'/'.join(map(quoted, dataset['name'].split('/')))}", arrays
    else:
        parts = [part["path"] for part in told(server, f"{ROOT}/{name}/partitions?limit=1000")["items"]]
        for part in [None, *parts]:
            conditions = [] if part is None else [each.split("=") for each in part.split("/")]
            query = " and ".join(f"{key} == {int(value)}" for key, value in conditions)
            query = f"?filter={quoted(query)}" if query else ""
            place = "_all" if part is None else "/".join(map(quoted, part.split("/")))
            document = told(server, f"{ROOT}/{name}")
            variables = variables_of(document if kind == "view" else document["schema"])
            for group, names in variables.items():
                arrays = {each: f"{ROOT}/{name}/variables/{quoted(group + each)}/subset{query}" for each in names}
                yield f"/zarr/{name}/{place}/{group}".rstrip("/"), arrays


def variables_of(schema, prefix=""):
    """Names of variables by their groups."""
    found = {prefix: [variable["name"] for variable in schema.get("variables", [])]}
    for group in schema.get("groups", []):
        found |= variables_of(group, prefix + group["name"] + "/")
    return {group: names for group, names in found.items() if names}


@pytest.fixture(scope="module")
def expected(served):
    """Addresses of all groups, and the cells of their arrays by name."""
    found = {}
    for item in told(served, f"{ROOT}?limit=1000")["items"]:
        for address, arrays in groups(served, item["name"]):
            shown = told(served, f"{address}/zarr.json").get("consolidated_metadata", {}).get("metadata", {})
            found[address] = {
                name: cells(served, path + ("&" if "?" in path else "?") + "format=npy")
                for name, path in arrays.items()
                if name in shown
            }
    return found


def plain(found):
    """Cells as numbers or texts that every program has: times as counts."""
    found = np.asarray(found)
    if found.dtype.kind in "Mm":
        return found.astype(found.dtype.newbyteorder("=")).view("i8")
    if found.dtype.kind in "TO":
        texts = found.reshape(-1).tolist()
        return np.array(texts, "S" if isinstance(texts[0], bytes) else "U").reshape(found.shape)
    return found


def same(found, known):
    found, known = plain(found), plain(known)
    assert found.shape == known.shape
    if known.dtype.kind in "US":
        assert found.tolist() == known.tolist()
    else:
        np.testing.assert_array_equal(found, known)


def numbers(texts, like):
    """Cells of a program that prints them."""
    if like.dtype.kind in "US":
        return np.array(texts)
    if like.dtype.kind == "b":
        return np.array([text in ("true", "1", "1.0") for text in texts])
    if like.dtype.kind == "c":
        return np.array([complex(text) for text in texts], like.dtype)
    if like.dtype.kind == "f":
        return np.array([float(text) for text in texts], like.dtype)
    return np.array([int(text) for text in texts], object)


def test_there_is_something_of_every_kind(expected, served):
    kinds = {told(served, f"{ROOT}/{item['name']}")["kind"] for item in told(served, f"{ROOT}?limit=1000")["items"]}
    assert kinds == {"array", "varray", "dataset", "partitioned", "view"}
    assert len(expected) > 100
    assert sum(len(arrays) for arrays in expected.values()) > 300


def test_zarr_python_reads_all_cells(expected, served):
    for address, arrays in expected.items():
        group = zarr.open_group(served.url + address, mode="r")
        for name, known in arrays.items():
            same(group[name][...], known)


# Groups whose arrays tell no names of their axes, and of which xarray opens none, wherever they are.
NAMELESS = ("/zarr/tree_codecs", "/zarr/tree_v2", "/zarr/tree_zarr")


def test_xarray_reads_all_cells(expected, served):
    for address, arrays in expected.items():
        try:
            data = xr.open_zarr(served.url + address, chunks=None, decode_cf=False)
        except (KeyError, ValueError) as failure:
            assert address.startswith(NAMELESS) and "dimension" in str(failure), address
            continue
        assert set(arrays) <= set(data.variables)
        for name, known in arrays.items():
            same(data[name].values, known)


def test_xarray_reads_the_coordinates_of_arrays(expected, served):
    """Those that the interface tells of each axis: times, labels and numbers."""
    compared = 0
    for item in told(served, f"{ROOT}?limit=1000")["items"]:
        if item["kind"] not in ("array", "varray"):
            continue
        for array in told(served, f"{ROOT}/{quoted(item['name'])}/arrays?limit=1000")["items"]:
            place = f"{ROOT}/{quoted(item['name'])}/arrays/{array['id']}/subset/description"
            with xr.open_zarr(f"{served.url}/zarr/{quoted(item['name'])}/{array['id']}", chunks=None) as data:
                for axis in told(served, place)["axes"]:
                    known = axis.get("times") or axis.get("labels") or axis.get("values")
                    if not known or axis["name"] not in data.variables:
                        continue
                    if axis.get("times"):
                        known = np.array([time.removesuffix("Z") for time in known], "M8[ns]")
                    same(data[axis["name"]].values.astype(np.asarray(known).dtype), known)
                    compared += 1
    assert compared > 30


def failures_of(program, printed, expected, server, form):
    """Compares what a program read, and gives what it could not read: texts of failures by address and name."""
    failures = {}
    for line in printed.splitlines():
        group = json.loads(line)
        address = group["url"][len(server.url) :]
        for name, known in expected[address].items():
            read = group["arrays"][name]
            if "failure" in read:
                failures[address, name] = read["failure"]
                continue
            assert read["shape"] == list(known.shape), (address, name)
            cells_known = form(plain(known).reshape(-1))
            found = numbers(read["values"], cells_known)
            if (address, name) in WRONG[program]:
                assert found.tolist() != cells_known.tolist(), f"{program} reads {address} {name} now"
            elif cells_known.dtype.kind in "US":
                assert found.tolist() == cells_known.astype(str).tolist(), (address, name)
            else:
                np.testing.assert_array_equal(found, cells_known, err_msg=f"{address} {name}")
    return failures


# Arrays that a program reads wrong, wherever they are: zarrita takes fill values for numbers of JavaScript, and both lose a transposition.
TWICE = ("/zarr/tree_codecs/~", "codec_transpose_twice")
WRONG = {
    "zarrita": {("/zarr/tree_zarr/~", name) for name in ("fill_float32_nan_payload", "fill_int64_large", "fill_uint64_max")} | {TWICE},
    "GDAL": {TWICE},
}

# What a program says of types, codecs and shapes that it does not have.
UNKNOWN = {
    "zarrita": ("unsupported dataType", "dataType.match is not a function", "Unknown codec", "empty iterator"),
    "GDAL": ("compressor not available", "Unsupported codec", "data_type", "Invalid content for shape"),
}


def test_zarrita_reads_all_cells(expected, served, zarrita):
    program = BASE / "src/test/interop/zarrita_groups.mjs"
    addresses = "\n".join(served.url + address for address in expected)
    done = subprocess.run(["node", program, zarrita], input=addresses, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    failures = failures_of("zarrita", done.stdout, expected, served, lambda cells: cells)
    # It reads indexes of shards at their end, and of those that are not compressed.
    for name in ("shard_start_gzip", "shard_then_zstd"):
        failures.pop(("/zarr/tree_codecs/~", name))
    assert [each for each in failures.items() if not any(text in each[1] for text in UNKNOWN["zarrita"])] == []
    assert len(failures) < 20


def test_gdal_reads_all_cells(expected, served):
    orders = [
        {"url": served.url + address, "arrays": {name: known.dtype.kind == "c" for name, known in arrays.items()}}
        for address, arrays in expected.items()
    ]
    program = pathlib.Path(__file__).with_name("gdal_groups.py")
    done = subprocess.run([sys.executable, program], input=json.dumps(orders), capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    failures = failures_of(
        "GDAL", done.stdout, expected, served, lambda cells: cells.astype("c16" if cells.dtype.kind == "c" else "f8")
    )
    assert [each for each in failures.items() if not any(text in each[1] for text in UNKNOWN["GDAL"])] == []
    # The library of PyPI's wheel has neither Zstandard nor Blosc.
    assert sum(map(len, expected.values())) - len(failures) > 100
