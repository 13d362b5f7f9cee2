"""The chart's rules, read and tried by Prometheus' own tool: each alert is raised when it should be, alone, and not otherwise."""

import json
import pathlib
import re
import subprocess

import pytest

RULES = pathlib.Path(__file__).parents[3] / "helm/hypertile/files/alerts.yaml"

FAILURES = 'hypertile_failures_total{code="%s"}'
TIMES = 'http_server_requests_seconds_bucket{uri="%s",le="%s"}'
CALLS = 'hypertile_store_%s_total{store="lake",operation="put"}'
UNKNOWN = " ".join(["NaN"] * 500)
STORE = 'hypertile_store_%s_%s{store="lake"}'
FREE, SIZE = "hypertile_storage_free_bytes", "hypertile_storage_size_bytes"
FREE_INODES, INODES = "hypertile_storage_free_inodes", "hypertile_storage_inodes"
PENDING, CHECKPOINT = "hypertile_log_pending_bytes", "hypertile_log_last_checkpoint_seconds"
SYNC_TIME, SYNCS = "hypertile_log_sync_seconds_total", "hypertile_log_syncs_total"
USED, LIMIT = 'hypertile_memory_used_bytes{use="answers"}', "hypertile_memory_limit_bytes"
LIVE, MOST = "jvm_gc_live_data_size_bytes", "jvm_gc_max_data_size_bytes"

QUOTA = 'hypertile_quota_%s{holder="collections",quota="teams"}'

# Of each alert: the moment, the values a minute at which it is raised then, and those at which it is not, in the tool's notation.
CASES = {
    "HypertileDown": ("12m", [{"up": "0x20"}, {"up": "1x1 _x20"}], [{"up": "1x20"}, {"up": "1x9 0x1 1x9"}]),
    "HypertileLogFailed": ("6m", [{"hypertile_log_failed": "0x3 1x10"}], [{"hypertile_log_failed": "0x13"}]),
    "HypertileRestarts": (
        "40m",
        [{"process_start_time_seconds": "0x9 600x9 1200x9 1800x20"}],
        [{"process_start_time_seconds": "0x9 600x9 1200x30"}],
    ),
    "HypertileStorageFillsUp": (
        "10h",
        [{FREE: "39000-10x600", SIZE: "100000x600"}],
        [
            {FREE: "39000-1x600", SIZE: "100000x600"},
            {FREE: "90000-20x600", SIZE: "100000x600"},
            {FREE: "20000+10x600", SIZE: "100000x600"},
        ],
    ),
    "HypertileStorageNearlyFull": ("10m", [{FREE: "40x20", SIZE: "1000x20"}], [{FREE: "60x20", SIZE: "1000x20"}]),
    "HypertileInodesRunOut": (
        "8h",
        [{FREE_INODES: "40x500", INODES: "1000x500"}, {FREE_INODES: "39000-10x500", INODES: "100000x500"}],
        [{FREE_INODES: "60x500", INODES: "1000x500"}, {FREE_INODES: "0x500", INODES: "0x500"}],
    ),
    "HypertileLogGrows": (
        "30m",
        [
            {PENDING: "4096x60", CHECKPOINT: "60x60"},
            {PENDING: "4096x60", CHECKPOINT: "0x60", "process_start_time_seconds": "0x60"},
        ],
        [{PENDING: "4096x60", CHECKPOINT: "0+60x60"}, {PENDING: "0x60", CHECKPOINT: "60x60"}],
    ),
    "HypertileSlowDisk": (
        "30m",
        [{SYNC_TIME: "0+12x60", SYNCS: "0+60x60"}],
        [{SYNC_TIME: "0+3x60", SYNCS: "0+60x60"}, {SYNC_TIME: "0+2x60", SYNCS: "0+1x60"}],
    ),
    "HypertileCommitsFail": (
        "8m",
        [{FAILURES % "storage-full": "0x5 1x20"}, {FAILURES % "storage-unavailable": "0x5 1x20"}],
        [{FAILURES % "storage-full": "7x20"}, {FAILURES % "array-not-found": "0+9x20"}],
    ),
    "HypertileCorruptData": ("10m", [{FAILURES % "corrupt-data": "0x5 1x20"}], [{FAILURES % "corrupt-data": "1x20"}]),
    "HypertileFaults": ("10m", [{FAILURES % "internal": "0x5 1x20"}], [{FAILURES % "internal": "1x20"}]),
    "HypertileRefuses": (
        "15m",
        [{FAILURES % "overloaded": "0+60x60"}, {FAILURES % "too-many-requests": "0+9x60"}],
        [{FAILURES % "overloaded": "0+3x60"}, {FAILURES % "overloaded": "0x13 0+60x60"}],
    ),
    "HypertileLocksTimeOut": (
        "25m",
        [{"hypertile_locks_timeouts_total": "0+60x60"}],
        [{"hypertile_locks_timeouts_total": "0+3x60"}],
    ),
    "HypertileSlowRequests": (
        "30m",
        [{TIMES % ("/a", "10"): "0+50x60", TIMES % ("/a", "60"): "0+100x60", TIMES % ("/a", "+Inf"): "0+100x60"}],
        [
            {TIMES % ("/a", "10"): "0+100x60", TIMES % ("/a", "60"): "0+100x60", TIMES % ("/a", "+Inf"): "0+100x60"},
            {TIMES % ("/actuator/x", "10"): "0x60", TIMES % ("/actuator/x", "60"): "0+9x60", TIMES % ("/actuator/x", "+Inf"): "0+9x60"},
        ],
    ),
    "HypertileNativeMemoryShort": (
        "10m",
        [{USED: "95x20", LIMIT: "100x20"}, {USED: "5x20", LIMIT: "100x20", "hypertile_memory_waiting": "1x20"}],
        [{USED: "85x20", LIMIT: "100x20", "hypertile_memory_waiting": "0x20"}, {USED: "5x7 95x9", LIMIT: "100x20"}],
    ),
    "HypertileHeapShort": ("20m", [{LIVE: "95x30", MOST: "100x30"}], [{LIVE: "85x30", MOST: "100x30"}, {LIVE: "9x30", MOST: "0x30"}]),
    "HypertileCertificateExpires": (
        "2h",
        [{'ssl_chain_expiry_seconds{bundle="web",source="keystore"}': "600000-60x200"}],
        [
            {'ssl_chain_expiry_seconds{bundle="web",source="keystore"}': "700000-60x200"},
            {'ssl_chain_expiry_seconds{bundle="web",source="keystore"}': "9x90 7776000x200"},
        ],
    ),
    "HypertileReloadRefused": (
        "5m",
        [{'hypertile_reload_refused{what="keys"}': "0x2 1x9"}],
        [{'hypertile_reload_refused{what="keys"}': "0x9"}, {'hypertile_reload_refused{what="keys"}': "0x4 1x9"}],
    ),
    "HypertileQuotaNearlyUsed": (
        "10m",
        [
            {QUOTA % "used_bytes": "91x20", QUOTA % "limit_bytes": "100x20"},
            {QUOTA % "used_arrays": "95x20", QUOTA % "limit_arrays": "100x20", QUOTA % "used_bytes": "1x20", QUOTA % "limit_bytes": "100x20"},
        ],
        [
            {QUOTA % "used_bytes": "89x20", QUOTA % "limit_bytes": "100x20", QUOTA % "used_arrays": "2x20", QUOTA % "limit_arrays": "9x20"},
            {QUOTA % "used_bytes": "20x6 99x2 20x9", QUOTA % "limit_bytes": "100x20"},
        ],
    ),
    "HypertileStoreFails": (
        "20m",
        [{CALLS % "failures": "0+20x60", CALLS % "calls": "0+100x60"}],
        [{CALLS % "failures": "0+5x60", CALLS % "calls": "0+100x60"}],
    ),
    "HypertileStoreNearlyFull": (
        "8h",
        [
            {STORE % ("free", "bytes"): "40x500", STORE % ("size", "bytes"): "1000x500"},
            {STORE % ("free", "bytes"): "39000-10x500", STORE % ("size", "bytes"): "100000x500"},
            {STORE % ("free", "inodes"): "40x500", 'hypertile_store_inodes{store="lake"}': "1000x500"},
        ],
        [
            {STORE % ("free", "bytes"): "60x500", STORE % ("size", "bytes"): "1000x500"},
            {STORE % ("free", "bytes"): UNKNOWN, STORE % ("size", "bytes"): UNKNOWN},
            {STORE % ("free", "inodes"): "0x500", 'hypertile_store_inodes{store="lake"}': "0x500"},
        ],
    ),
    "HypertileStorePutsUnknown": (
        "10m",
        [{'hypertile_store_unknown_puts_total{store="lake"}': "0x5 1x20"}],
        [{'hypertile_store_unknown_puts_total{store="lake"}': "1x20"}],
    ),
    "HypertileBackupOld": (
        "50h",
        [
            {"hypertile_backup_failed": "0x10 1x3100", "hypertile_backup_last_success_seconds": "0x3100"},
            {"hypertile_backup_failed": "0x3100", "hypertile_backup_last_success_seconds": "60x3100"},
        ],
        [
            {"hypertile_backup_failed": "0x3100", "hypertile_backup_last_success_seconds": "0x3100"},
            {"hypertile_backup_failed": "0x3100", "hypertile_backup_last_success_seconds": "0+60x3100"},
        ],
    ),
}


def promtool(*arguments):
    done = subprocess.run(["promtool", *map(str, arguments)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_prometheus_takes_the_rules():
    assert "rules found" in promtool("check", "rules", RULES)


def test_every_alert_has_cases():
    assert sorted(CASES) == sorted(re.findall(r"- alert: (\w+)", RULES.read_text()))


def series(name, values):
    labels = 'job="hypertile",instance="a"'
    named, _, others = name.rstrip("}").partition("{")
    return {"series": f"{named}{{{labels}{',' if others else ''}{others}}}", "values": values}


def case(moment, figures, raised):
    """A test of the tool: the alerts raised at the moment are exactly these, of a server that is up unless the figures say otherwise."""
    found = [{"labels": f'{{alertname="{alert}"}}', "value": 1} for alert in raised]
    return {
        "interval": "1m",
        "input_series": [series(name, values) for name, values in {"up": "1x3200", **figures}.items()],
        "promql_expr_test": [
            {"expr": 'count by (alertname) (ALERTS{alertstate="firing"})', "eval_time": moment, "exp_samples": found}
        ],
    }


@pytest.mark.parametrize("alert", CASES)
def test_alert_is_raised_alone_when_it_should_be_and_not_otherwise(alert, tmp_path):
    moment, loud, quiet = CASES[alert]
    tests = [case(moment, figures, [alert]) for figures in loud] + [case(moment, figures, []) for figures in quiet]
    file = tmp_path / "cases.yaml"
    # JSON is YAML.
    file.write_text(json.dumps({"rule_files": [str(RULES)], "evaluation_interval": "1m", "tests": tests}))
    assert "SUCCESS" in promtool("test", "rules", file)
