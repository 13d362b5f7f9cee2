"""Makes the SDKs as the guide says and uses them: its first programs, and a program for each language."""

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


SUFFIXES = {"python": "first.py", "typescript": "first.ts", "java": "First.java", "go": "first.go"}


def test_go_module_of_a_user_takes_the_sdk_as_the_guide_says(sdks, tmp_path):
    [edit] = re.findall(r"^`(go mod edit .*?)` adds it to a module", GUIDE, re.M)
    code = blocks("go")[0]
    (tmp_path / "main.go").write_text(code, encoding="utf-8")
    run("go", "mod", "init", "example.org/first", cwd=tmp_path)
    run("bash", "-euo", "pipefail", "-c", edit.replace("…", str(BASE)), cwd=tmp_path)
    run("go", "vet", "./...", cwd=tmp_path)


def test_programs_print_what_the_guide_says(sdks, server, tmp_path):
    for language in LANGUAGES:
        for n, code in enumerate(blocks(language)):
            source = tmp_path / str(n) / SUFFIXES[language]
            source.parent.mkdir(exist_ok=True)
            source.write_text(code.replace("http://localhost:8080", server.url), encoding="utf-8")
            printed = sdks.run(language, source)
            if n == 0:
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
