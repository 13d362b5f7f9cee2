"""Generators of code that the SDKs are not made with read the documents, and what they make reads and writes cells."""

import importlib
import json
import shutil
import subprocess
import sys
import uuid

from conftest import BASE

TYPESCRIPT = BASE / "src/test/interop/generators"


def run(*command, cwd):
    done = subprocess.run([str(part) for part in command], cwd=cwd, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, f"{command}:\n{done.stdout}{done.stderr}"
    return done.stdout + done.stderr


def test_openapi_python_client(server, tmp_path, monkeypatch):
    types = ["application/x-npy", "image/png", "image/svg+xml", "application/x-npz", "application/x-netcdf",
             "application/zip", "application/vnd.apache.arrow.stream"]
    overrides = "".join(f"  {type_}: application/octet-stream\n" for type_ in types)
    (tmp_path / "config.yaml").write_text(f"content_type_overrides:\n{overrides}")
    (tmp_path / "sdk.json").write_bytes(server.call("GET", "/v3/api-docs/sdk")[2])
    said = run(
        sys.executable, "-m", "openapi_python_client", "generate", "--path", "sdk.json", "--config", "config.yaml",
        "--output-path", "made", "--meta", "setup", cwd=tmp_path,
    )
    assert "WARNING" not in said and "ERROR" not in said, said
    assert 'version="0.' in (tmp_path / "made/setup.py").read_text()
    monkeypatch.syspath_prepend(tmp_path / "made")

    def part(name):
        return importlib.import_module(f"hypertile_client.{name}")

    # The package has the name of the one that the SDK is made of.
    for name in [name for name in sys.modules if name.split(".")[0] == "hypertile_client"]:
        monkeypatch.delitem(sys.modules, name)
    models = part("models")
    with part("client").Client(server.url) as client:
        generic = models.GenericDimension(
            name="y", type_=models.GenericDimensionType.GENERIC, size=3, scale=models.Scale(start_value=60.0, step=-0.5)
        )
        time = models.TimeDimension(
            name="hour", type_=models.TimeDimensionType.TIME, size=2, start_value="2024-01-01T00:00:00Z", step="PT1H"
        )
        new = models.NewCollection(
            name="attrs_client", kind=models.CollectionKind.ARRAY, dtype="int16", dimensions=[time, generic],
            options=models.StorageOptions(chunks=[1, 3], compression=models.Compression(codec="gzip", level=1)),
        )
        made = part("api.collections.create_collection").sync(client=client, body=new)
        assert made.dimensions[0] == time
        assert (type(made.dimensions[1]), made.dimensions[1].scale.step) == (models.ShownGenericDimension, -0.5)
        assert made.options.compression.codec == "gzip"
        array = part("api.arrays.create_array").sync("attrs_client", client=client, body=models.NewArray()).id
        assert isinstance(array, uuid.UUID)
        done = part("api.cells.write_json").sync_detailed(
            "attrs_client", str(array), client=client, body=models.NewCells(data=[4, 5]), sel=["y=59.5"]
        )
        assert done.status_code == 204
        read = part("api.cells.read_json").sync("attrs_client", str(array), client=client, sel=["y=59.5", "hour=1:"])
        assert (read.data, read.shape) == ([5], [1])
        npy = part("api.cells.read_npy").sync_detailed("attrs_client", str(array), client=client, sel=["y=59.5"])
        assert npy.content.startswith(b"\x93NUMPY") and npy.content.endswith(b"\x04\x00\x05\x00")
        refused = part("api.cells.read_npy").sync("attrs_client", str(array), client=client, sel=["z=1"])
        assert refused.code == models.ProblemCode.INVALID_SLICE
    for name in [name for name in sys.modules if name.split(".")[0] == "hypertile_client"]:
        del sys.modules[name]


def test_openapi_typescript(server, tmp_path):
    shutil.copytree(TYPESCRIPT, tmp_path, dirs_exist_ok=True)
    run("npm", "install", "--silent", "--no-audit", "--no-fund", cwd=tmp_path)
    for address, file in [("/v3/api-docs/sdk", "sdk.d.ts"), ("/v3/api-docs", "interface.d.ts")]:
        (tmp_path / "document.json").write_bytes(server.call("GET", address)[2])
        run("npx", "openapi-typescript", "document.json", "-o", file, cwd=tmp_path)
    run("npx", "tsc", cwd=tmp_path)
    assert json.loads(run("node", "dist/program.js", server.url, cwd=tmp_path)) == [201, 204, [5], "invalid-slice"]
