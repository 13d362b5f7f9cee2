"""Makes the SDKs as the guide says and uses them: its first programs, a program for each language, and what was written by hand."""

import hashlib
import importlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

import numpy
import pytest

from conftest import BASE, Server

GUIDE = (BASE / "src/docs/sdks.md").read_text(encoding="utf-8")
PROGRAMS = BASE / "src/test/interop/sdk"
KEY = "hk_" + "k" * 43
LANGUAGES = ["python", "typescript", "java", "go"]
VERSION = re.search(
    r"<artifactId>hypertile</artifactId>\s*<version>(.*?)<", (BASE / "pom.xml").read_text(encoding="utf-8")
)[1]

DTYPES = [
    "int8", "uint8", "int16", "int32", "int64", "uint16", "uint32", "uint64", "float32", "float64", "complex64", "complex128",
]


def run(*command, **options):
    java = pathlib.Path(os.environ["HYPERTILE_JAVA"]).resolve()
    path = os.pathsep.join([str(pathlib.Path(sys.executable).parent), str(java.parent), os.environ["PATH"]])
    done = subprocess.run(
        [str(part) for part in command],
        env=os.environ | {"PATH": path, "JAVA_HOME": str(java.parents[1]), "GOFLAGS": ""},
        capture_output=True,
        text=True,
        timeout=600,
        **{"cwd": BASE, **options},
    )
    assert done.returncode == 0, f"{command}:\n{done.stdout}{done.stderr}"
    return done.stdout


def blocks(language):
    found = re.findall(rf"^```{language}\n(.*?)^```", GUIDE, re.M | re.S)
    assert found, f"the guide has no {language}"
    return found


class Runners:
    """Runs a program in each language against the SDKs."""

    def __init__(self, directory):
        self.directory = directory
        self.java = BASE / "target/sdk/java/target"
        self.typescript = directory / "typescript"
        shutil.copytree(PROGRAMS / "typescript", self.typescript)
        archive = BASE / f"target/sdk/hypertile-client-{VERSION}.tgz"
        run("npm", "install", "--silent", "--no-audit", "--no-fund", archive, cwd=self.typescript)

    def run_python(self, source, *arguments):
        return run(sys.executable, source, *arguments, cwd=self.directory)

    def run_typescript(self, source, *arguments):
        if source.parent != PROGRAMS / "typescript":
            shutil.copy(source, self.typescript)
        run("npx", "tsc", cwd=self.typescript)
        return run("node", self.typescript / "dist" / f"{source.stem}.js", *arguments, cwd=self.directory)

    def run_java(self, source, *arguments):
        jars = f"{self.java}/hypertile-client-{VERSION}.jar{os.pathsep}{self.java}/dependency/*"
        return run("java", "-cp", jars, source, *arguments, cwd=self.directory)

    def run_go(self, source, *arguments):
        return run("go", "run", source, *arguments, cwd=PROGRAMS / "go")

    def run(self, language, source, *arguments):
        return getattr(self, f"run_{language}")(source, *arguments)


@pytest.fixture(scope="session")
def sdks(tmp_path_factory):
    for code in blocks("shell"):
        run("bash", "-euo", "pipefail", "-c", code)
    importlib.invalidate_caches()
    return Runners(tmp_path_factory.mktemp("sdk"))


@pytest.fixture
def client(sdks, server):
    import hypertile

    with hypertile.connect(server.url) as made:
        yield made


SUFFIXES = {"python": "first.py", "typescript": "first.ts", "java": "First.java", "go": "first.go"}


def test_go_module_of_a_user_takes_the_sdk_as_the_guide_says(sdks, tmp_path):
    [edit] = re.findall(r"^`(go mod edit .*?)` adds it to a module", GUIDE, re.M)
    [code] = blocks("go")
    (tmp_path / "main.go").write_text(code, encoding="utf-8")
    run("go", "mod", "init", "example.org/first", cwd=tmp_path)
    run("bash", "-euo", "pipefail", "-c", edit.replace("…", str(BASE)), cwd=tmp_path)
    run("go", "vet", "./...", cwd=tmp_path)


def test_first_programs_print_what_the_guide_says(sdks, server, tmp_path):
    for language in LANGUAGES:
        [code] = blocks(language)
        source = tmp_path / SUFFIXES[language]
        source.write_text(code.replace("http://localhost:8080", server.url), encoding="utf-8")
        printed = sdks.run(language, source)
        assert "400 invalid-slice " in printed.replace("INVALID_SLICE", "invalid-slice"), printed
        shown = re.findall(r"(?:print|println|log|Println)\(.*\)\)?;? +(?:#|//) (.*)", code)
        assert shown
        for line in shown:
            for part in line.split(", ") if language == "go" else [line]:
                assert part in printed.splitlines(), printed


@pytest.fixture(scope="module")
def guarded(tmp_path_factory):
    """A server that wants a key."""
    settings = {"name": "ann", "hash": hashlib.sha256(KEY.encode()).hexdigest(), "scopes": "admin", "collections": "*"}
    options = [f"--hypertile.security.api-keys[0].{name}={value}" for name, value in settings.items()]
    running = Server(tmp_path_factory.mktemp("guarded") / "root", *options)
    running.root.mkdir()
    running.start()
    yield running
    running.stop()


@pytest.mark.parametrize("language", LANGUAGES)
def test_program_creates_writes_reads_deletes_and_sees_typed_errors(sdks, guarded, language):
    [source] = [path for path in (PROGRAMS / language).iterdir() if path.suffix in (".py", ".ts", ".java", ".go")]
    seen = json.loads(sdks.run(language, source, guarded.url, KEY))
    array = seen.pop("id")
    assert seen == {
        "npy": [2, 2.5, 3, 3.5],
        "sel": [5, 0.5],
        "json": [0.5, 2.5],
        "shape": [2],
        "deleted": [404, "array-not-found", None],
        "slice": [400, "invalid-slice", 3],
        "unknown": [404, "collection-not-found", None],
    }
    path = f"/api/v1/collections/sdk_{language}/arrays"
    assert guarded.call("GET", path)[0] == 401
    _, _, body = guarded.call("GET", f"{path}/{array}/subset?format=raw", X_API_Key=KEY)
    assert numpy.frombuffer(body, "<f4").tolist() == [n / 2 for n in range(12)]
    _, _, body = guarded.call("GET", path, X_API_Key=KEY)
    assert [item["id"] for item in json.loads(body)["items"]] == [array]


def test_files_of_numpy_come_back_from_typed_arrays(sdks, tmp_path):
    written = {}
    for dtype in DTYPES + ["float16"]:
        kind = numpy.dtype(dtype)
        values = numpy.random.default_rng(5).integers(0, 256, 24 * kind.itemsize, "uint8").view(kind)
        values = values.reshape(2, 3, 4)
        for name, array in [
            (f"{dtype}-little", values.astype(kind.newbyteorder("<"))),
            (f"{dtype}-big", values.astype(kind.newbyteorder(">"))),
            (f"{dtype}-columns", numpy.asfortranarray(values)),
            (f"{dtype}-one", values[0, 0, 0]),
            (f"{dtype}-none", values[:, :0]),
        ]:
            written[tmp_path / f"{name}.npy"] = values if array.shape == values.shape else array
            numpy.save(tmp_path / f"{name}.npy", array, allow_pickle=False)
    for version in [(2, 0), (3, 0)]:
        name = tmp_path / f"version{version[0]}.npy"
        written[name] = numpy.arange(6, dtype="int32")
        with open(name, "wb") as file:
            numpy.lib.format.write_array(file, written[name], version)
    sdks.run("typescript", PROGRAMS / "typescript/program.ts", "exchange", *written)
    assert len(written) > 60
    for name, values in written.items():
        back = numpy.load(f"{name}.back", allow_pickle=False)
        expected = "float32" if values.dtype == "float16" else values.dtype
        assert back.dtype == expected, name
        assert numpy.array_equal(back, numpy.asarray(values, expected), equal_nan=True), name


def test_labelled_array_has_what_the_server_says(client):
    client.create_collection(
        {
            "name": "labelled",
            "kind": "varray",
            "dtype": "int16",
            "vgrid": [1, 2, 1, 1],
            "dimensions": [
                {"name": "time", "type": "time", "size": 3, "start_value": "$from", "step": "P1D"},
                {"name": "y", "size": 4, "scale": {"start_value": 1.5, "step": -0.5, "name": "lat"}},
                {"name": "band", "size": 2, "labels": ["red", "near infrared"]},
                {"name": "x", "size": 5},
            ],
            "attributes": [
                {"name": "from", "dtype": "datetime", "primary": True},
                {"name": "scene", "dtype": "string", "primary": True},
                {"name": "cover", "dtype": "float"},
                {"name": "note", "dtype": "string"},
            ],
        }
    )
    made = client.create_array(
        "labelled", {"from": "2024-02-28T12:00:00+01:00", "scene": "a,b"}, {"cover": 0.25}
    )
    values = numpy.arange(120, dtype="int16").reshape(3, 4, 2, 5)
    client.write("labelled", made.id, values)
    import hypertile

    key = hypertile.key("2024-02-28T11:00:00Z", "a,b")
    array = client.to_xarray("labelled", key, '1:,1.0:0.0,"near infrared",(0,4)')
    assert array.dims == ("time", "y", "x")
    assert array.dtype == "int16"
    assert numpy.array_equal(array.values, values[1:, 1:3, 1][..., [0, 4]])
    assert array.time.values.tolist() == numpy.array(["2024-02-29T11", "2024-03-01T11"], "M8[us]").tolist()
    assert array.time.dtype == "datetime64[us]"
    assert array.y.values.tolist() == [1.0, 0.5]
    assert array.y.attrs == {"long_name": "lat"}
    assert array.x.values.tolist() == [0, 4]
    assert array.band.item() == "near infrared"
    assert array.name == "labelled"
    assert array.attrs == {
        "array": str(made.id),
        "from": "2024-02-28T11:00:00Z",
        "scene": "a,b",
        "cover": 0.25,
    }
    assert array.sel(time="2024-03-01T11", y=0.5, x=4).item() == values[2, 2, 1, 4]


@pytest.mark.parametrize("dtype", DTYPES + ["float16", "longdouble", "clongdouble"])
def test_numpy_arrays_of_every_dtype_come_back(client, dtype):
    name = f"sdk_{dtype}"
    client.create_collection(
        {"name": name, "kind": "array", "dtype": dtype, "dimensions": [{"name": "x", "size": 4}]}
    )
    array = client.create_array(name).id
    values = numpy.array([1, 0, 2, 100], dtype)
    client.write(name, array, values)
    back = client.read(name, array)
    assert back.dtype == dtype
    assert numpy.array_equal(back, values)
    back[0] = 5
    client.write(name, array, back[:2], slice="0:2")
    assert client.read(name, array).tolist() == [5, 0, 2, 100]
    client.clear(name, array, "3")
    assert client.read(name, array, "3").shape == ()


def test_lists_go_on_from_page_to_page(client):
    client.create_collection(
        {"name": "paged", "kind": "array", "dtype": "int8", "dimensions": [{"name": "x", "size": 1}],
         "attributes": [{"name": "n", "dtype": "int", "primary": True}]}
    )
    from hypertile_client.models import NewArray

    client.arrays.create_arrays("paged", [NewArray(primary_attributes={"n": n}) for n in range(230)])
    listed = [item.primary_attributes["n"] for item in client.list_arrays("paged", "n >= 10", "-n")]
    assert listed == list(range(229, 9, -1))
    assert "paged" in [item.name for item in client.list_collections()]
    client.delete_collection("paged")
    assert "paged" not in [item.name for item in client.list_collections()]


def test_misspelt_member_of_a_collection_is_not_dropped(client):
    import hypertile

    with pytest.raises(hypertile.HypertileError) as refused:
        client.create_collection(
            {"name": "typo", "kind": "array", "dtype": "int8", "dimensions": [{"name": "x", "size": 1, "labls": []}]}
        )
    assert (refused.value.status, refused.value.code) == (422, "invalid-schema")
    assert refused.value.problem["pointer"] == "/dimensions/0/labls"


def test_answers_that_are_no_numbers_as_npy_are_refused(sdks):
    from hypertile import cells

    good = cells.encode(numpy.arange(6, dtype="int16").reshape(2, 3))
    assert cells.decode(good).tolist() == [[0, 1, 2], [3, 4, 5]]
    huge = good.replace(b"(2, 3)", b"(2147483647, 2147483647)").replace(b" " * 18, b"", 1)
    for bad in [b"", good[:5], good[:40], good[:-1], good + b"x", huge, good.replace(b"<i2", b"|O8"), b"{}" * 100]:
        with pytest.raises(ValueError):
            cells.decode(bad)
    with pytest.raises(TypeError):
        cells.encode([1, "two", None])


def test_keys_lead_to_arrays_whatever_their_texts_hold(client):
    import hypertile

    client.create_collection(
        {"name": "keyed", "kind": "array", "dtype": "int8", "dimensions": [{"name": "x", "size": 1}],
         "attributes": [{"name": "a", "dtype": "string", "primary": True}, {"name": "n", "dtype": "float", "primary": True}]}
    )
    texts = ['a"b', '"q"', 'a,"b', ",", '"', '""', "a b", "ä%2C", "~", "a;b=c?d#e&f+g"]
    for text in texts:
        made = client.create_array("keyed", {"a": text, "n": 1.5})
        found = client.arrays.get_array("keyed", hypertile.key(text, numpy.float32(1.5)))
        assert (found.id, found.primary_attributes["a"]) == (made.id, text)


def test_attributes_take_what_numpy_has(client):
    import datetime

    import hypertile

    client.create_collection(
        {"name": "scalars", "kind": "array", "dtype": "int8", "dimensions": [{"name": "x", "size": 1}],
         "attributes": [{"name": "at", "dtype": "datetime", "primary": True}]
         + [{"name": name, "dtype": dtype} for name, dtype in
            [("f", "float"), ("i", "int"), ("s", "string"), ("c", "complex"), ("t", "tuple"), ("nan", "float"), ("inf", "float")]]}
    )
    day = numpy.datetime64("2024-06-03T12:30:15.5")
    made = client.create_array(
        "scalars",
        {"at": day},
        {"f": numpy.float32(0.1), "i": numpy.int64(2**40), "s": numpy.str_("a"), "c": numpy.complex64(1 - 2j),
         "t": numpy.arange(3), "nan": float("nan"), "inf": -numpy.inf},
    )
    kept = client.arrays.get_array("scalars", hypertile.key(day))
    assert kept.id == made.id
    assert numpy.datetime64(kept.primary_attributes["at"].rstrip("Z")) == day
    assert kept.custom_attributes == {
        "f": float(numpy.float32(0.1)), "i": 2**40, "s": "a", "c": [1, -2], "t": [0, 1, 2], "nan": "NaN", "inf": "-Infinity",
    }
    for time in [numpy.datetime64("2024-06-04"), numpy.datetime64("2024-06-05T01", "ns"), datetime.datetime(2024, 6, 6),
                 datetime.datetime(2024, 6, 7, tzinfo=datetime.timezone(datetime.timedelta(hours=2)))]:
        made = client.create_array("scalars", {"at": time})
        assert client.arrays.get_array("scalars", hypertile.key(time)).id == made.id


def test_selectors_are_numbers_times_ranges_and_lists(client):
    import datetime

    client.create_collection(
        {"name": "selected", "kind": "array", "dtype": "int32",
         "dimensions": [
             {"name": "time", "type": "time", "size": 4, "start_value": "2024-01-01T00:00:00Z", "step": "PT6H"},
             {"name": "y", "size": 5, "scale": {"start_value": 60.0, "step": -0.5}},
             {"name": "band", "size": 2, "labels": ["red", "near infrared"]}]}
    )
    array = client.create_array("selected").id
    values = numpy.arange(40, dtype="int32").reshape(4, 5, 2)
    client.write("selected", array, values)
    for sel, expected in [
        ({"y": 59.5}, values[:, 1]),
        ({"y": numpy.float64(58.0), "band": '"near infrared"'}, values[:, 4, 1]),
        ({"y": slice(60.0, 58.5), "time": numpy.datetime64("2024-01-01T12")}, values[2, :3]),
        ({"y": [58.5, 60.0], "time": slice(None, datetime.datetime(2024, 1, 1, 12))}, values[:2][:, [3, 0]]),
        ({"band": "red"}, values[..., 0]),
    ]:
        assert numpy.array_equal(client.read("selected", array, sel=sel), expected), sel
    near = client.to_xarray("selected", array, sel={"y": 59.6, "band": "red"}, method="nearest")
    assert near.y.item() == 59.5
    assert numpy.array_equal(near.values, values[:, 1, 0])
    client.clear("selected", array, sel={"y": 60.0})
    client.write("selected", array, [[7, 8]] * 4, sel={"y": 60.0})
    assert client.read("selected", array, "3,0,:").tolist() == [7, 8]


def test_address_may_lack_a_scheme_and_have_the_path_of_the_interface(sdks, server):
    import hypertile

    for url in [f"localhost:{server.port}", f"{server.url}/api/v1", f"{server.url}/api/v1/"]:
        with hypertile.connect(url) as client:
            assert list(client.collections.list_collections().items) is not None
    assert hypertile.__version__ == VERSION
