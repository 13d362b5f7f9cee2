"""A Ceph cluster of this machine: one monitor, some OSDs and two S3 gateways, all of them children of this process."""

import os
import pathlib
import subprocess
import time
import urllib.error
import urllib.request
import uuid

KEY, SECRET = "test", "test"

SETTINGS = """
[global]
fsid = {fsid}
mon_host = v2:{address}:{port}/0
public_addr = {address}
cluster_addr = {address}
auth_allow_insecure_global_id_reclaim = false
ms_bind_ipv6 = false
ms_bind_msgr1 = false
ms_bind_port_min = {low}
ms_bind_port_max = {high}
admin_socket = {directory}/$name.asok
run_dir = {directory}
log_file = {directory}/$name.log
log_to_stderr = false
mon_cluster_log_file = {directory}/cluster.log
crash_dir = {directory}
keyring = {directory}/keyring
mon_data = {directory}/$name
osd_data = {directory}/$name
mgr_data = {directory}/$name
rgw_data = {directory}/$name
mon_allow_pool_size_one = true
mon_warn_on_pool_no_redundancy = false
mon_data_avail_crit = 1
mon_data_avail_warn = 2
osd_pool_default_size = {copies}
osd_pool_default_min_size = {least}
osd_pool_default_pg_num = 8
osd_pool_default_pgp_num = 8
osd_pool_default_pg_autoscale_mode = off
osd_crush_chooseleaf_type = 0
osd_objectstore = {kind}
osd_memory_target = 939524096
osd_heartbeat_grace = 5
osd_heartbeat_interval = 1
mon_osd_min_down_reporters = 1
mon_osd_adjust_heartbeat_grace = false
memstore_device_bytes = 4294967296
bluestore_block_size = 10737418240
bluestore_cache_autotune = false
bluestore_cache_size = 134217728
rgw_thread_pool_size = 64
rgw_enable_usage_log = false
rgw_enable_ops_log = false
rgw_dynamic_resharding = false
rgw_gc_obj_min_wait = 600
rgw_run_sync_thread = false
"""


class Ceph:
    """
    Objects are kept in memory by one OSD, or on sparse files by three, each of which has a copy.
    Everything is below `directory`; `stop` ends all processes.
    """

    def __init__(self, directory, osds=1, memory=True, address="127.0.0.1", first_port=17300, gateways=2):
        self.directory = pathlib.Path(directory)
        self.osds, self.memory, self.address, self.port = osds, memory, address, first_port
        self.urls = [f"http://{address}:{first_port + 1 + number}" for number in range(gateways)]
        self.processes = {}

    def start(self):
        self.directory.mkdir(parents=True)
        copies = min(self.osds, 3)
        fsid = uuid.uuid4()
        settings = SETTINGS.format(
            fsid=fsid, address=self.address, port=self.port, directory=self.directory,
            low=self.port + 20, high=self.port + 99, copies=copies, least=(copies + 1) // 2,
            kind="memstore" if self.memory else "bluestore",
        )
        self.settings = self.directory / "ceph.conf"
        self.settings.write_text(settings)
        monitors = self.directory / "monmap"
        self.tool("monmaptool", "--create", "--addv", "a", f"[v2:{self.address}:{self.port}]", "--fsid", fsid, monitors)
        keys = self.make_keys()
        self.tool("ceph-mon", "-c", self.settings, "--mkfs", "-i", "a", "--monmap", monitors, "--keyring", keys)
        self.spawn("mon.a", "ceph-mon", "-i", "a")
        for number in range(self.osds):
            self.make_osd(number)
        for number, url in enumerate(self.urls):
            self.spawn_gateway(number)
            # The first one makes the pools and the zone.
            self.until(lambda url=url: answers(url), f"gateway {url}")
        self.tool(
            "radosgw-admin", "-c", self.settings, "user", "create", "--uid=test", "--display-name=test",
            f"--access-key={KEY}", f"--secret={SECRET}",
        )
        return self

    def make_keys(self):
        """The identities of all parts, which the monitor knows from the start."""
        keys = self.directory / "keyring"
        names = ["mon.", "client.admin", *(f"osd.{n}" for n in range(self.osds))]
        names += [f"client.rgw.{n}" for n in range(len(self.urls))]
        self.tool("ceph-authtool", "--create-keyring", keys)
        for name in names:
            self.tool("ceph-authtool", keys, "--gen-key", "-n", name, "--cap", "mon", "allow *", "--cap", "osd", "allow *")
        return keys

    def tool(self, *command):
        done = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=120, env=self.environment())
        assert done.returncode == 0, f"{' '.join(map(str, command))}: {done.stdout}{done.stderr}"
        return done.stdout

    def ceph(self, *command):
        return self.tool("ceph", "-c", self.settings, "--connect-timeout", "30", *command)

    def environment(self):
        return {**os.environ, "CEPH_CONF": str(self.directory / "ceph.conf"), "TMPDIR": str(self.directory)}

    def spawn(self, name, *command):
        with open(self.directory / f"{name}.out", "ab") as output:
            self.processes[name] = subprocess.Popen(
                [*map(str, command), "-c", str(self.settings), "-f"],
                stdout=output, stderr=subprocess.STDOUT, env=self.environment(), start_new_session=True,
            )

    def spawn_gateway(self, number):
        port = self.urls[number].rsplit(":", 1)[1]
        self.spawn(
            f"rgw.{number}", "radosgw", "-n", f"client.rgw.{number}",
            f"--rgw-frontends=beast endpoint={self.address}:{port}",
        )

    def make_osd(self, number):
        identity = uuid.uuid4()
        self.ceph("osd", "new", identity)
        (self.directory / f"osd.{number}").mkdir(exist_ok=True)
        self.tool("ceph-osd", "-c", self.settings, "-i", number, "--mkfs", "--osd-uuid", identity)
        self.start_osd(number)

    def start_osd(self, number):
        self.spawn(f"osd.{number}", "ceph-osd", "-i", number)

    def kill_osd(self, number):
        self.kill(f"osd.{number}")

    def kill(self, name):
        process = self.processes.pop(name)
        process.kill()
        process.wait(30)

    def until(self, condition, what, seconds=90):
        deadline = time.monotonic() + seconds
        while not condition():
            for name, process in self.processes.items():
                assert process.poll() is None, f"{name} ended: {(self.directory / f'{name}.out').read_text()[-2000:]}"
            assert time.monotonic() < deadline, f"{what} is not there after {seconds} s, see {self.directory}"
            time.sleep(0.1)

    def wait_for_osds(self, seconds=120):
        """All OSDs are up. They may still be copying what they missed: without a manager nobody tells."""
        self.until(lambda: f"{self.osds} osds: {self.osds} up" in self.ceph("osd", "stat"), "a whole cluster", seconds)

    def stop(self):
        for process in self.processes.values():
            process.kill()
        for process in self.processes.values():
            process.wait(30)
        self.processes.clear()


def answers(url):
    try:
        urllib.request.urlopen(url, timeout=2).close()
        return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
