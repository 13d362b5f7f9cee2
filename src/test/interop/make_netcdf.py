"""Makes src/test/resources/fixtures/netcdf.zip: files of NetCDF and HDF5 that other programs wrote, and what xarray reads."""

import json
import math
import pathlib
import subprocess
import sys
import tempfile
import warnings
import zipfile

import numpy as np
import scipy.io
import xarray as xr

warnings.simplefilter("ignore")
BASE = pathlib.Path(__file__).parents[3]
OLD = ["i1", "i2", "i4", "f4", "f8", "S1"]
NEW = OLD + ["u1", "u2", "u4", "i8", "u8"]
FORMATS = ["NETCDF3_CLASSIC", "NETCDF3_64BIT_OFFSET", "NETCDF3_64BIT_DATA", "NETCDF4", "NETCDF4_CLASSIC"]


def numbers(rng, kind, shape):
    if kind[0] == "f":
        values = rng.normal(0, 1e3, shape).astype(kind)
        return np.where(rng.random(shape) < 0.1, np.nan, values).astype(kind) if shape else values
    info = np.iinfo(kind)
    return rng.integers(info.min, info.max, shape, dtype=kind, endpoint=True)


def characters(rng, shape):
    return rng.choice(np.frombuffer(b"abcXYZ 019\0", "S1"), shape)


def random_netcdf(path, seed):
    rng = np.random.default_rng(seed)
    kind = FORMATS[seed % len(FORMATS)]
    types = NEW if kind in ("NETCDF3_64BIT_DATA", "NETCDF4") else OLD
    with netCDF4.Dataset(path, "w", format=kind) as out:
        names = ["time", "lat", "lon", "höhe"][: rng.integers(1, 5)]
        has_records = rng.random() < 0.7
        lengths = {}
        for n, name in enumerate(names):
            lengths[name] = int(rng.integers(1, 9))
            out.createDimension(name, None if n == 0 and has_records else lengths[name])
        out.createDimension("length", 5)
        lengths["length"] = 5
        if kind == "NETCDF4" and rng.random() < 0.5:
            out.createDimension("member", None)
            lengths["member"] = 3
            names.append("member")
        out.title = "a file of " + kind
        out.setncattr("numbers", np.arange(int(rng.integers(1, 12)), dtype="i4"))
        out.setncattr("grüße", "äöü")
        for n in range(int(rng.integers(1, 14))):
            type_ = str(rng.choice(types + (["str"] if kind == "NETCDF4" else [])))
            dims = [name for name in names if rng.random() < 0.6]
            if n < len(names) and rng.random() < 0.7 and type_ not in ("S1", "str"):
                dims, name = [names[n]], names[n]
            else:
                name = f"v{n}"
            if type_ == "S1":
                dims.append("length")
            options = {}
            if kind.startswith("NETCDF4") and dims and type_ != "str" and rng.random() < 0.6:
                options = {"zlib": True, "complevel": 3, "shuffle": bool(rng.random() < 0.5), "fletcher32": bool(rng.random() < 0.3)}
                options["chunksizes"] = [int(rng.integers(1, lengths[d] + 1)) for d in dims]
            if kind.startswith("NETCDF4") and type_[0] in "iuf" and rng.random() < 0.3:
                options["endian"] = "big"
            if type_ not in ("S1", "str") and rng.random() < 0.5:
                options["fill_value"] = numbers(rng, type_, ()).item() if type_[0] != "f" else -999.0
            variable = out.createVariable(name, str if type_ == "str" else type_, dims, **options)
            variable.set_auto_maskandscale(False)
            variable.set_auto_chartostring(False)
            shape = [lengths[d] for d in dims]
            if dims and dims[0] == "time" and has_records and n > 2 and rng.random() < 0.3:
                shape[0] = max(1, shape[0] - 2)
            if type_ == "S1":
                variable[tuple(slice(0, s) for s in shape)] = characters(rng, shape)
            elif type_ == "str":
                texts = np.array(["", "a", "日本", "x" * 300, "line\nbreak"], object)
                if dims:
                    variable[tuple(slice(0, s) for s in shape)] = rng.choice(texts, shape)
                else:
                    variable[...] = "single"
            elif dims:
                variable[tuple(slice(0, s) for s in shape)] = numbers(rng, type_, shape)
            else:
                variable[...] = numbers(rng, type_, ())
            variable.units = "m s-1"
            variable.setncattr("valid_range", np.array([0, 1], "f4"))
            if n % 3 == 0:
                for extra in range(10):
                    variable.setncattr(f"extra_{extra}", np.float64(extra) / 3)


def scipy_file(path, version):
    with scipy.io.netcdf_file(path, "w", version=version) as out:
        out.history = b"made by SciPy"
        out.createDimension("time", None)
        out.createDimension("x", 3)
        time = out.createVariable("time", "f8", ("time",))
        flags = out.createVariable("flags", "b", ("time", "x"))
        data = out.createVariable("data", "i2", ("time", "x"))
        fixed = out.createVariable("fixed", "f4", ("x",))
        fixed[:] = [1.5, -0.0, np.inf]
        for n in range(7):
            time[n] = n / 2
            flags[n] = [n, -n, 3]
            data[n] = [n * 1000, -1, 2]
        data.units = b"K"


def single_record(path, version, kind):
    """The values of a single record variable of bytes or shorts follow one another without padding."""
    with scipy.io.netcdf_file(path, "w", version=version) as out:
        out.createDimension("time", None)
        out.createDimension("x", 3)
        data = out.createVariable("data", kind, ("time", "x"))
        for n in range(9):
            data[n] = [n, n + 1, -n]


def hdf5_file(path, libver, track):
    with h5py.File(path, "w", libver=libver, track_order=track) as out:
        out.attrs["title"] = "by h5py"
        out.attrs["count"] = np.int16(7)
        out.attrs["flags"] = np.array([True, False])
        out.attrs["texts"] = np.array(["a", "日本"], dtype=h5py.string_dtype())
        out.attrs["fixed"] = np.bytes_("fixed text")
        out.attrs["big"] = np.array([1.5, 2.5], ">f8")
        x = out.create_dataset("x", data=np.arange(6, dtype="f4"))
        x.make_scale("x")
        y = out.create_dataset("y", data=np.array(["s", "n", "w", "e"], dtype=object), dtype=h5py.string_dtype())
        y.make_scale("y")
        grid = out.create_dataset("grid", data=np.arange(24, dtype=">i4").reshape(4, 6), chunks=(3, 4), compression="gzip", shuffle=True)
        grid.dims[0].attach_scale(y)
        grid.dims[1].attach_scale(x)
        for n in range(12):
            grid.attrs[f"a{n}"] = n
        out.create_dataset("truth", data=np.array([[True, False], [False, True]]))
        out.create_dataset("half", data=np.array([0.5, -2], "f2"))
        out.create_dataset("fixed_texts", data=np.array([b"ab", b"c"], "S4"))
        out.create_dataset("single", data=np.float64(2.5))
        out.create_dataset("never", shape=(5, 3), dtype="f8", chunks=(2, 2), fillvalue=-1.5)
        sparse = out.create_dataset("sparse", shape=(7, 5), dtype="u2", chunks=(2, 2), maxshape=(None, 5), compression="lzf", fillvalue=9)
        sparse[2:4, 1:3] = 5
        grow = out.create_dataset("grow", shape=(4, 4), dtype="i8", chunks=(3, 3), maxshape=(None, None))
        grow[...] = np.arange(16).reshape(4, 4)
        kind = h5py.enum_dtype({"CLEAR": 0, "CLOUD": 5}, basetype="u1")
        out.create_dataset("enum", data=np.array([0, 5, 5], "u1"), dtype=kind)
        out.create_dataset("vlen_chunked", data=np.array([["p", "", "q" * 50]] * 5, dtype=object), dtype=h5py.string_dtype(), chunks=(2, 2), compression="gzip")
        out.create_dataset("compact", data=np.arange(4, dtype="i4"))


def groups_file(path):
    """A file whose groups have variables, over dimensions of the group above."""
    with netCDF4.Dataset(path, "w") as out:
        out.createDimension("x", 3)
        x = out.createVariable("x", "f4", ("x",))
        x[:] = [10, 20, 30]
        group = out.createGroup("model").createGroup("run 1")
        group.comment = "below"
        group.createDimension("y", 2)
        data = group.createVariable("data", "i2", ("y", "x"))
        data[:] = [[1, 2, 3], [4, 5, 6]]


def xarray_file(path, engine):
    times = np.array(["2024-01-01", "2024-02-29T12:00", "2262-04-11T23:47:16"], "M8[ns]")
    dataset = xr.Dataset(
        {
            "t": (("time", "station"), np.array([[1.5, np.nan], [2, 3], [4, 5]]), {"units": "K", "long_name": "temperature"}),
            "packed": (("time",), np.array([0.5, np.nan, 2]), {}),
            "ok": (("time",), np.array([True, False, True])),
            "label": (("station",), np.array(["alpha", "βeta"], object)),
            "lag": (("time",), np.array([1, 2, 3], "m8[s]")),
        },
        {"time": times, "station": [10, 20], "height": (("station",), [1.0, 2.0]), "pressure": 5.0},
        {"title": "by xarray", "numbers": [1, 2, 3]},
    )
    encoding = {"packed": {"dtype": "i2", "scale_factor": 0.5, "_FillValue": -32768}, "time": {"units": "seconds since 2000-01-01", "dtype": "f8"}}
    dataset.to_netcdf(path, engine=engine, encoding=encoding)


def plain(value):
    if isinstance(value, np.ndarray):
        return [plain(v) for v in value.ravel().tolist()]
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace").rstrip("\0")
    if isinstance(value, np.generic):
        return plain(value.item())
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value


def expected(path, engine):
    with xr.open_dataset(path, engine=engine, decode_times=False, mask_and_scale=False, decode_coords=False, decode_timedelta=False) as found:
        variables = {}
        for name, variable in found.variables.items():
            attributes = dict(variable.attrs)
            variables[name] = {
                "dims": list(variable.dims),
                "shape": list(variable.shape),
                "dtype": "string" if variable.dtype.kind in "SUO" or "StringDType" in str(variable.dtype) else variable.dtype.newbyteorder("<").name,
                "values": plain(variable.values),
                "attributes": {key: plain(value) for key, value in attributes.items()},
            }
        return {"attributes": {key: plain(value) for key, value in found.attrs.items()}, "variables": variables}


def netcdf_part(root):
    for seed in range(60):
        random_netcdf(root / f"random-{seed:02}.nc", seed)
    for version in (1, 2):
        scipy_file(root / f"scipy-{version}.nc", version)
        for kind in ("b", "i2", "i4"):
            single_record(root / f"single-{version}-{kind}.nc", version, kind)
    groups_file(root / "groups.nc4")
    xarray_file(root / "xarray-netcdf4.nc", "netcdf4")
    xarray_file(root / "xarray-scipy.nc", "scipy")


def hdf5_part(root):
    for libver in ("earliest", "v110", "latest"):
        for track in (False, True):
            hdf5_file(root / f"h5py-{libver}-{int(track)}.nc", libver, track)
    xarray_file(root / "xarray-h5netcdf.nc", "h5netcdf")


def part(name, root):
    """netCDF4 and h5py bring a libhdf5 each, and no process bears both."""
    {"netcdf4": netcdf_part, "h5netcdf": hdf5_part}[name](root)
    values = {file.name: expected(file, name) for file in sorted(root.glob("*.nc"))}
    (root / "expected.json").write_text(json.dumps(values, ensure_ascii=False))


def main():
    with tempfile.TemporaryDirectory() as directory:
        root = pathlib.Path(directory)
        values = {}
        for name in ("netcdf4", "h5netcdf"):
            (root / name).mkdir()
            subprocess.run([sys.executable, __file__, name, str(root / name)], check=True)
            values.update(json.loads((root / name / "expected.json").read_text()))
        with zipfile.ZipFile(BASE / "src/test/resources/fixtures/netcdf.zip", "w", zipfile.ZIP_DEFLATED) as out:
            def add(name, content):
                out.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)

            for file in sorted(root.rglob("*.nc*")):
                add(file.name, file.read_bytes())
            add("expected.json", json.dumps(values, ensure_ascii=False))


if len(sys.argv) > 1:
    if sys.argv[1] == "netcdf4":
        import netCDF4
    else:
        import h5py
    part(sys.argv[1], pathlib.Path(sys.argv[2]))
else:
    main()
