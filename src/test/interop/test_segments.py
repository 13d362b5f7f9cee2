"""Segments of datasets that the server's engine wrote, opened by Python's zipfile and by zarr-python as plain ZIPs of a Zarr hierarchy."""

import pathlib
import zipfile

import numpy as np
import pytest
import zarr

from test_stores import run_contract


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    root = tmp_path_factory.mktemp("segments")
    run_contract("SegmentInteropRun#writeDatasets", f"-Dhypertile.test.segments={root}")
    return root


def segments(root, kind):
    return sorted(pathlib.Path(root, "lake", kind, "segments").glob("*.zip"))


@pytest.mark.parametrize("kind", ["each", "merged", "compacted"])
def test_segments_are_sound_zips_of_stored_files(root, kind):
    found = segments(root, kind)
    assert len(found) == (13 if kind == "each" else 1)
    for segment in found:
        with zipfile.ZipFile(segment) as archive:
            assert archive.testzip() is None
            names = archive.namelist()
            assert len(names) == len(set(names))
            assert "zarr.json" in names
            assert all(entry.compress_type == zipfile.ZIP_STORED for entry in archive.infolist())


@pytest.mark.parametrize("kind", ["merged", "compacted"])
def test_one_segment_has_all_datasets_as_they_are(root, kind):
    group = zarr.open_group(zarr.storage.ZipStore(segments(root, kind)[0], mode="r"), mode="r")
    assert sorted(group.group_keys()) == ["p0", "p1", "p2"]
    for number in range(3):
        dataset = group[f"p{number}"]
        assert dict(dataset.attrs) == {"platform": f"ship {number}"}
        np.testing.assert_array_equal(
            dataset["temperature"][:], (np.arange(35, dtype="f4") + 100 * number).reshape(5, 7)
        )


def test_a_segment_of_one_write_has_the_documents_around_it(root):
    opened = 0
    for segment in segments(root, "each"):
        group = zarr.open_group(zarr.storage.ZipStore(segment, mode="r"), mode="r")
        for name, dataset in group.groups():
            for _, array in dataset.arrays():
                opened += array.nchunks_initialized > 0
    assert opened == 6
