"""Makes src/test/resources/fixtures/zarr-trees.zip: hierarchies that zarr-python and xarray wrote, and what NumPy says of them."""
import json
import pathlib
import shutil
import tempfile
import warnings
import zipfile

import numpy as np
import xarray as xr
import zarr

warnings.simplefilter("ignore")
BASE = pathlib.Path(__file__).resolve().parents[3]
RANDOM = np.random.default_rng(17)
TEXTS = np.array(["Zürich", "", "b", "日本", "a\x00b", "zz"], dtype=object)
DAYS = np.array(["2024-02-29T00:00:01", "1969-12-31", "NaT", "2024-03-01", "2100-01-01"], "M8[ns]")


def arrays():
    """Cells by name, with their chunks, the fill value and whether an attribute declares it."""
    noisy = RANDOM.normal(size=(7, 5)).astype("f4")
    noisy[2, 3] = noisy[6, 4] = np.nan
    counts = RANDOM.integers(-300, 300, 11).astype("i2")
    counts[[0, 7]] = -9
    zeros = np.array([0, 3, 0, 250], "u1")
    return {
        "temperature": (noisy, (3, 2), np.nan, False),
        "count": (counts, (4,), -9, False),
        "flags": (zeros, (3,), 0, True),
        "plain": (zeros, (3,), 0, False),
        "station": (TEXTS, (4,), "", False),
        "when": (DAYS, (2,), np.datetime64("NaT", "ns"), False),
    }


def null_of(cells, fill, is_declared):
    if cells.dtype == object:
        return np.array([is_declared and text == fill for text in cells])
    if cells.dtype.kind == "M":
        return np.isnat(cells)
    if isinstance(fill, float) and np.isnan(fill):
        return np.isnan(cells)
    return (cells == fill) if fill != 0 or is_declared else np.zeros(cells.shape, bool)


def said(cells, null):
    """Statistics, with times as nanoseconds and texts in the order of their bytes."""
    left = cells[~null]
    if cells.dtype == object:
        low, high = min(left, key=str.encode), max(left, key=str.encode)
    elif cells.dtype.kind == "M":
        low, high = (str(int(each.astype("i8"))) for each in (left.min(), left.max()))
    else:
        low, high = (str(each.item()) for each in (left.min(), left.max()))
    return {"rows": int(cells.size), "nulls": int(null.sum()), "min": low, "max": high}


def fill_group(group, expected, name, of_format):
    for array, (cells, chunks, fill, is_declared) in arrays().items():
        if of_format == 2 and array == "when":
            cells = cells.astype("M8[s]").astype("M8[ns]")
        attributes = {"units": "1"} | ({"_FillValue": 0} if is_declared else {})
        names = {"dimension_names": [f"{array}_{axis}" for axis in range(cells.ndim)]} if of_format == 3 else {}
        made = group.create_array(
            array,
            shape=cells.shape,
            chunks=chunks,
            dtype=str if cells.dtype == object else cells.dtype,
            fill_value=fill,
            attributes=attributes,
            **names,
        )
        made[...] = cells
        expected[f"{name}|{array}"] = said(cells, null_of(cells, fill, is_declared))


def hierarchy(path, of_format):
    """Groups in groups: arrays at the top, in a/b and in c, none in a."""
    expected = {}
    top = zarr.create_group(path, zarr_format=of_format, attributes={"title": "top"})
    fill_group(top, expected, "~", of_format)
    fill_group(top.create_group("a/b", attributes={"depth": 2}), expected, "a/b", of_format)
    fill_group(top.create_group("c"), expected, "c", of_format)
    return expected


def by_xarray(path):
    cells = RANDOM.normal(size=(4, 3))
    cells[1, 1] = np.nan
    data = xr.Dataset(
        {"t": (("time", "x"), cells, {"units": "K"})},
        {"time": DAYS[[1, 0, 3, 4]], "x": np.arange(3.0)},
    )
    data.to_zarr(path, group="one", consolidated=False)
    data.to_zarr(path, group="deep/two", consolidated=False)
    zarr.consolidate_metadata(path)


def main():
    folder = pathlib.Path(tempfile.mkdtemp())
    expected = {"consolidated": hierarchy(folder / "consolidated", 3), "plain": hierarchy(folder / "plain", 3)}
    zarr.consolidate_metadata(folder / "consolidated")
    expected["v2"] = hierarchy(folder / "v2", 2)
    zarr.consolidate_metadata(folder / "v2")
    by_xarray(folder / "xarray")
    with zipfile.ZipFile(BASE / "src/test/resources/fixtures/zarr-trees.zip", "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("expected.json", json.dumps(expected, indent=1, ensure_ascii=False))
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                out.writestr(str(file.relative_to(folder)), file.read_bytes())
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
