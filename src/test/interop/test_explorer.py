"""Walks the explorer in Chromium on a server with samples of every kind, as people do."""

import io
import json
import os
import re
import shutil
import subprocess
import time

import numpy as np
import pytest

from conftest import BASE, Server
from issuer import Issuer

SCRIPTS = BASE / "src/test/interop/explorer"
PICTURES = BASE / "target/interop/explorer"
COMPRESSED = 600_000


@pytest.fixture(scope="module")
def scripts(tmp_path_factory):
    directory = tmp_path_factory.mktemp("explorer")
    shutil.copytree(SCRIPTS, directory, dirs_exist_ok=True)
    subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund"], cwd=directory, check=True, timeout=180)
    return directory


def run(scripts, name, *arguments):
    done = subprocess.run(
        ["node", scripts / name, *arguments], capture_output=True, text=True, timeout=300, env={**os.environ, "NO_COLOR": "1"}
    )
    assert done.returncode == 0, done.stderr + done.stdout
    return json.loads(done.stdout)


def started(place, *options, path=""):
    running = Server(place / "root", "--hypertile.demo=true", *options)
    running.url += path
    running.root.mkdir()
    running.start()
    for _ in range(600):
        if running.call("GET", "/actuator/health/readiness")[0] == 200:
            return running
        time.sleep(0.1)
    running.stop()
    raise AssertionError("the server is not ready")


@pytest.fixture(scope="module")
def walked(scripts, tmp_path_factory):
    place = tmp_path_factory.mktemp("walk")
    server = started(place, "--hypertile.quotas.demo.collections=demo_*", "--hypertile.quotas.demo.arrays=500")
    np.save(place / "cells.npy", np.arange(12, dtype=np.float32).reshape(3, 4))
    np.savez(
        place / "rows.npz",
        time=np.array(["2024-01-01", "2024-01-02", "2024-01-03"], "M8[ns]"),
        cycle=np.array([1, 1, 2], "i4"),
        value=np.arange(6, dtype="f4").reshape(3, 2),
    )
    try:
        return run(scripts, "walk.js", server.url, os.environ["CHROMIUM"], PICTURES, place / "cells.npy", place / "rows.npz"), server.url
    finally:
        server.stop()


def test_nothing_goes_wrong_on_the_way(walked):
    assert walked[0]["faults"] == []


def test_size_and_quotas_of_a_collection_are_told(walked):
    assert re.match(r"[\d.]+ [KM]B ?Quota demo: \d+ of 500 arrays \(\d+ %\)", walked[0]["steps"]["stored"]), walked[0]["steps"]["stored"]


def test_people_who_read_by_other_means_meet_no_serious_barrier(walked):
    assert walked[0]["barriers"] == []


@pytest.fixture(scope="module")
def heard(scripts, tmp_path_factory):
    server = started(tmp_path_factory.mktemp("heard"))
    try:
        return run(scripts, "heard.js", server.url, os.environ["CHROMIUM"])
    finally:
        server.stop()


def test_everything_has_a_name_and_is_reached_by_the_tabulator(heard):
    assert heard["faults"] == heard["nameless"] == heard["unreached"] == heard["unseen"] == []


def test_pages_are_told_apart_by_their_headings(heard):
    for where, headings in heard["headings"].items():
        levels = [int(each.split()[0]) for each in headings]
        if where != "form":
            assert levels[0] == 1 and levels.count(1) == 1, headings
            assert heard["landmarks"][where] == ["banner", "navigation Collections", "main"]
        assert all(later - level <= 1 for level, later in zip(levels, levels[1:])), headings


def test_what_becomes_of_keys_is_told(heard):
    steps = heard["steps"]
    assert steps["searched"].endswith("1 collection")
    assert "demo_weather – Hypertile" in steps["page"] and "7 arrays" in steps["arrays"]
    assert "colours of 2,664 values, " in steps["drawn"] and "lines of " in steps["lines"]
    assert steps["slider"] == "2024-06-02T01:00:00Z"
    assert "The nearest is 2024-06-02T05:00:00Z" in steps["nearest"]
    assert steps["value"].startswith("lat ") and ", lon " in steps["value"]
    assert "Copied" in steps["copied"] and steps["refused"] == ["assertive"]
    assert steps["back"] == "New collection" and steps["wrong"] == ["Name"] and "made by keys" in steps["made"]


def test_modules_are_asked_for_at_once():
    """All of them are named by the page, so that none waits for another to name it."""
    folder = BASE / "src/main/resources/explorer"
    named = re.findall(r'<link rel="modulepreload" href="explorer/(.+?)">', (folder / "index.html").read_text(encoding="utf-8"))
    assert sorted([*named, "app.js"]) == sorted([each.name for each in folder.glob("*.js")] + ["preact.js"])


def test_page_is_light(walked):
    assert walked[0]["steps"]["weight"] < COMPRESSED
    print(f"\npage weight, all files and the first lists: {walked[0]['steps']['weight']} bytes")


def test_lists_are_searched_filtered_and_sorted(walked):
    steps = walked[0]["steps"]
    assert {"demo_floats", "demo_terrain", "demo_weather"} <= set(steps["collections"])
    assert steps["searched"] == ["demo_terrain"]
    assert [name.split()[0] for name in steps["axes"]] == ["hour", "y", "x", "layer"]
    assert "every PT1H" in steps["coordinates"][0] and "lat 90 to -90 by -5" in steps["coordinates"][1]
    assert steps["where"] == ["float_002", "float_003"]


def test_pictures_show_cells(walked):
    steps = walked[0]["steps"]
    assert steps["heat"][:2] == [72, 37] and steps["heat"][2] > 100
    assert steps["terrain"][:2] == [360, 180] and steps["terrain"][2] > 100
    assert steps["partitions"] == 4
    assert steps["variable"][:2] == [2, 40] and steps["variable"][2] > 20
    assert steps["histogram"].startswith("2,664 values")
    assert steps["overflow"] <= 0


def test_coastlines_are_where_the_axes_say(walked):
    steps = walked[0]["steps"]
    points, lon, lat, longest = steps["coast"]
    assert points > 4000
    # No line goes back around the world.
    assert longest < 4
    assert lon == pytest.approx(20, abs=1.5) and lat == pytest.approx(-34.8, abs=0.5)
    assert steps["no coast"] == 0


def test_coastlines_are_those_of_their_source(scripts):
    ours, theirs = BASE / "src/main/resources/explorer/coast", scripts / "node_modules/world-atlas"
    for name in ("land-110m.json", "LICENSE"):
        assert (ours / name).read_bytes() == (theirs / name).read_bytes()


def test_pickers_and_slice_tell_the_same(walked):
    steps = walked[0]["steps"]
    assert steps["slice"] == "0,:,:,0"
    assert steps["nearest hour"] == ["5,:,:,0", "2024-06-02T05:00:00Z"]
    assert steps["pickers"] == ["2024-06-02T07:00:00Z", "-160"]
    assert "nonsense" in steps["refused slice"] or "99" in steps["refused slice"]
    assert "lat 0, lon -5" in steps["under keys"] or "lat 0, lon 0" in steps["under keys"] or "y 0" in steps["under keys"]
    assert ": 2" in steps["under pointer"]
    assert "range=250,300" in steps["shared"] and "map=coolwarm" in steps["shared"]
    assert steps["after reload"] == ["3,:,:,0", "coolwarm"]


def test_answers_that_come_late_change_nothing(walked):
    assert walked[0]["steps"]["late answer"] == "6,0:10,4,0"


def test_lines_are_read_with_the_keyboard(walked):
    told = walked[0]["steps"]["lines by keys"]
    assert told.startswith("lon -175: 90: 253; 85: 253.3")


def test_names_and_texts_are_no_markup(walked):
    steps = walked[0]["steps"]
    assert steps["made oddly"] == ["made", "made", "made"]
    assert steps["evil"] == [0, True]
    assert "3 along rows, all" in steps["note of means"] and "2 along x" in steps["note of means"]


def test_slices_are_steps_of_the_history(walked):
    assert walked[0]["steps"]["history"] == ["1,:,:,0", "0,:,:,0", "1,:,:,0"]


def test_axes_too_long_to_describe_are_gone_along_to_the_microsecond(walked):
    steps = walked[0]["steps"]
    assert steps["made"] == ["made", "made"]
    assert steps["fine time"] == ['a/b %2F,"c" 100%', "2024-01-01T00:00:01.234568Z"]


def are_saved(files):
    """Every format is a file of this name, or a reason."""
    endings = {"raw": "subset", "arrow": ".arrows"}
    assert "12 lines" in files.pop("svg"), files
    assert set(files) == {"npy", "csv", "json", "nc", "zarr.zip", "npz", "arrow", "png", "raw"}
    for name, (file, size) in files.items():
        assert file.endswith(endings.get(name, f".{name}")) and size > 1000, files


def test_what_is_copied_reads_the_same_cells(walked):
    """The Python texts name the address that was shown; they ran while the server did, so that here their form counts."""
    code = walked[0]["steps"]["code"]
    assert all("~2024-06-02T00:00:00Z" in text for text in code.values())
    for name in ("requests", "hypertile", "xarray"):
        compile(code[name], name, "exec")
    are_saved(walked[0]["steps"]["saved"])
    assert "axes" in walked[0]["steps"]["refused download"] or "dimensions" in walked[0]["steps"]["refused download"]


def test_forms_say_what_is_wrong_and_make_what_is_right(walked):
    steps = walked[0]["steps"]
    assert "slashes" in steps["invalid name"]
    assert "already" in steps["taken name"]
    assert steps["uploaded"] == [4, 3, 12]
    assert "collection" in steps["missing"]


def test_rows_and_views_over_them_are_made_by_forms(walked):
    steps = walked[0]["steps"]
    assert steps["wrong fill"] == ["a number, NaN, or nothing"]
    assert steps["no key"] == [["add a variable of whole numbers along time alone"], True]
    assert steps["inserted"] == ["cycle=1", "cycle=2"]
    assert steps["no base"] is True and steps["taken variable"] == ["this name is taken"]


@pytest.fixture(scope="module")
def edited(scripts, tmp_path_factory):
    server = started(tmp_path_factory.mktemp("edited"))
    try:
        return run(scripts, "attributes.js", server.url, os.environ["CHROMIUM"], PICTURES)
    finally:
        server.stop()


def test_forms_of_attributes_break_nothing(edited):
    assert edited["faults"] == edited["barriers"] == []


def test_attributes_have_types_that_values_must_fit(edited):
    steps = edited["steps"]
    assert steps["types"] == ["string", "int16", "timestamp_ns"] and steps["unchanged"] and steps["disabled"]
    assert steps["wrong"][:3] == ["a whole number from -32768 to 32767", "a time, such as 2024-06-02T12:00:00Z", "this name is taken"]
    assert steps["wrong"][3].startswith("JSON: ")
    assert steps["member"] == "g/kg"
    assert steps["declared"] == [0, ["note"]] and steps["taken"] is None
    assert steps["noTime"] == "a time, such as 2024-06-02T12:00:00Z"


def test_changes_of_others_are_not_lost(edited):
    steps = edited["steps"]
    assert "another version" in steps["refused"] and "somebody else: 9" in steps["clash"] and steps["kept"] == 9
    stored = steps["stored"]
    assert "platform" not in stored and stored["theirs"] == 6.5 and stored["constructor"] == 1
    assert stored["cycle"] == {"value": 7, "type": "int16"} and stored["time"]["type"] == "timestamp_ns"
    assert stored["tags"] == ["one", "two\nlines", "three, four"] and stored["nested"] == {"a": 5.0, "b": [1, None]}
    # The number has more digits than those of browsers.
    assert "18446744073709551615" in steps["shown"]


def test_collections_declare_attributes_and_have_their_own(edited):
    steps = edited["steps"]
    told = json.loads(steps["told"])
    assert told["attributes"] == {"source": 9007199254740993} and told["title"] == "What is told"
    made = json.loads(steps["array"])["items"][0]
    assert made["primary_attributes"] == {"n": 9007199254740993}
    assert made["custom_attributes"]["at"].startswith("2024-02-03T04:05:00")


def test_lists_have_orders_and_slices_figures(edited):
    steps = edited["steps"]
    assert steps["falling"] == sorted(steps["falling"], reverse=True)
    assert steps["ordered"] == ["float_003", "float_002", "float_001"]
    assert re.match(r"values18least33\.5 g/kglargest34\.91\d+ g/kgmean", steps["figures"])


def test_files_of_every_format_are_taken_and_uploads_broken_off(edited):
    steps = edited["steps"]
    assert "cells.csv is written." in steps["csv"][0] and steps["csv"][1] and steps["cancelled"]
    assert steps["csv"][2:] == ["Line 5: y has no 80 in this slice.", [[1, 2], [None, 4]], [[5, 6], [7, 8.5]]]
    assert steps["netcdf"] == ["level", "temperature", "salinity"]


def test_partitions_by_date_stand_where_their_days_are(edited):
    steps = edited["steps"]
    assert steps["made"] == [201, 200]
    assert [place for place, _ in steps["line"]] == pytest.approx([0, 10, 90]) and [height for _, height in steps["line"]] == [100, 50, 50]
    assert "2024-01-01T00:00:00Z" in steps["times"]


def test_long_lists_are_shown_by_pages(walked):
    assert walked[0]["steps"]["pages"] == [[50, 1], [51, 0]]


def test_what_a_slice_costs_is_told_before_it_is_read(walked):
    assert walked[0]["steps"]["costs"] == [["20 values, 80 bytes of 767 KB", 0], ["1 value, 4 bytes of 767 KB", 0]]


@pytest.fixture(scope="module")
def signed_in(scripts, tmp_path_factory):
    """A walk below a path, so that the address that the provider leads back to is that of the page and not of the host."""
    place = tmp_path_factory.mktemp("signed")
    issuer = Issuer(place, "explorer", "hypertile")
    jwt = "--spring.security.oauth2.resourceserver.jwt"
    try:
        server = started(
            place,
            "--server.servlet.context-path=/arrays",
            f"{jwt}.issuer-uri={issuer.url}",
            f"{jwt}.audiences=hypertile",
            "--hypertile.security.sign-in.client-id=explorer",
            "--hypertile.security.jwt.roles[0].name=seer",
            "--hypertile.security.jwt.roles[0].collections=demo_weather",
            path="/arrays",
        )
        issuer.redirect = f"{server.url}/"
        try:
            return run(scripts, "signin.js", server.url, os.environ["CHROMIUM"], issuer.url), server.url, issuer
        finally:
            server.stop()
    finally:
        issuer.stop()


def test_people_sign_in_and_out(signed_in):
    found, url, issuer = signed_in
    steps = found["steps"]
    assert found["faults"] == found["barriers"] == []
    assert "Credentials" in steps["without"][0] and steps["without"][1] == 0
    view = f"{url}/#/c/demo_weather/a/~2024-06-02T00:00:00Z?slice=3,:,:,0&map=coolwarm"
    assert steps["back"] == steps["again"] == view
    assert steps["caller"] == ["ann", "Sign out"]
    assert steps["kept"] == [["hypertile.key"], 0, ""]
    assert "expired" in steps["expired"]
    assert steps["out"] == [0, 0, [[], 0, ""]]
    assert steps["before"] == "before"
    # Each sign-in has secrets of its own.
    for secret in ("state", "nonce", "code_challenge"):
        assert len({each[secret] for each in issuer.asked}) == len(issuer.asked) > 5


def test_answers_of_a_provider_that_were_not_asked_for_are_told_and_not_kept(signed_in):
    found, url, _ = signed_in
    words = {
        "unasked": "did not begin",
        "words": "did not begin",
        "state": "did not begin",
        "verifier": "did not begin",
        "refused": "<b>not</b> today",
        "nonce": "another sign-in",
        "audience": "not valid here",
        "opaque": "no JWT",
        "mixed": "another provider",
        "elsewhere": "outside of",
        "script": "outside of",
        "name": "no provider of identities that calls itself",
    }
    assert set(found["hostile"]) == set(words)
    for name, (told, address, kept, *marked) in found["hostile"].items():
        assert words[name] in told and "555" not in told, name
        assert address.startswith(f"{url}/") and "?code" not in address and "?error" not in address and "state=" not in address, name
        assert kept == [[], 0, ""] and marked in ([], [0]), name


def test_keys_decide_what_is_offered(scripts, tmp_path):
    keys = {}
    options = []
    for i, (name, scope) in enumerate([("reader", "read"), ("owner", "admin")]):
        made = subprocess.run(
            [os.environ["HYPERTILE_JAVA"], "-jar", os.environ["HYPERTILE_JAR"], "--hypertile.make-key"],
            capture_output=True, text=True, check=True, timeout=60,
        ).stdout
        told = dict(line.strip().split(": ", 1) for line in io.StringIO(made) if ": " in line)
        keys[name] = told["key"].strip()
        place = f"--hypertile.security.api-keys[{i}]"
        options += [f"{place}.name={name}", f"{place}.hash={told['hash'].strip()}", f"{place}.scopes={scope}"]
    server = started(tmp_path, *options)
    try:
        found = run(scripts, "keys.js", server.url, os.environ["CHROMIUM"], keys["reader"], keys["owner"])
    finally:
        server.stop()
    assert "Credentials" in found["without"] and found["wrong"]
    assert found["reader"].pop("curl").startswith('curl -sSg -H "X-API-Key: $HYPERTILE_KEY" ')
    are_saved(found["reader"].pop("saved"))
    assert found["reader"] == {"caller": "reader", "creates": 0, "writes": 0, "stays": [True, False, 0]}
    assert found["owner"] == "owner"
    assert found["faults"] == []
