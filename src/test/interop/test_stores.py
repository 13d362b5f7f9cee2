"""The contract of stores against services that others wrote, started here on the loopback interface."""

import contextlib
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import time

from conftest import BASE, free_port

HERE = pathlib.Path(__file__).parent


@contextlib.contextmanager
def service(log, port, *command, **environment):
    """A program that listens on a port."""
    with open(log, "wb") as output:
        process = subprocess.Popen(
            command, stdout=output, stderr=subprocess.STDOUT, env={**os.environ, **environment}
        )
    try:
        deadline = time.monotonic() + 60
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                assert process.poll() is None and time.monotonic() < deadline, log.read_text()
                time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait(10)


def run_contract(tests, *options):
    """Runs classes of tests that nothing else starts."""
    done = subprocess.run(
        ["./mvnw", "-q", "-B", "test", f"-Dtest={tests}", *options],
        cwd=BASE, capture_output=True, text=True, timeout=900,
    )
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-2000:]


def test_s3_of_moto(tmp_path):
    port = free_port()
    with service(tmp_path / "log", port, os.environ["MOTO_PYTHON"], str(HERE / "stores/serve_moto.py"), str(port)):
        run_contract("S3ServiceRun,S3ServiceListingRun,S3ServiceCommitsRun", f"-Dhypertile.test.s3=http://127.0.0.1:{port}")


def test_google_cloud_storage_of_fake_gcs_server(tmp_path):
    port = free_port()
    command = [os.environ["FAKE_GCS"], "-scheme", "http", "-host", "127.0.0.1", "-port", str(port), "-backend", "memory"]
    with service(tmp_path / "log", port, *command, "-public-host", f"127.0.0.1:{port}"):
        run_contract("GcsServiceRun,GcsServiceListingRun,GcsServiceCommitsRun", f"-Dhypertile.test.gcs=http://127.0.0.1:{port}")


# The key of the account that Azurite documents.
AZURITE_KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="


def test_azure_of_azurite(tmp_path):
    port = free_port()
    command = [os.environ["AZURITE"], "--silent", "--disableTelemetry", "--inMemoryPersistence", "--blobHost", "127.0.0.1"]
    with service(tmp_path / "log", port, *command, "--blobPort", str(port)):
        run_contract(
            "AzureServiceRun,AzureServiceListingRun,AzureServiceCommitsRun",
            f"-Dhypertile.test.azure=http://127.0.0.1:{port}/devstoreaccount1",
            f"-Dhypertile.test.azure.key={AZURITE_KEY}",
        )


NGINX = """
{user} daemon off; pid {work}/pid; error_log {work}/error.log;
events {{ }}
http {{
  access_log off; client_body_temp_path {work}/body; proxy_temp_path {work}/proxy;
  fastcgi_temp_path {work}/fastcgi; uwsgi_temp_path {work}/uwsgi; scgi_temp_path {work}/scgi;
  server {{ listen 127.0.0.1:{port}; root {files}; }}
}}
"""


def read_files(tmp_path, port, *command):
    with service(tmp_path / "log", port, *command):
        run_contract(
            "HttpServiceRun",
            f"-Dhypertile.test.http=http://127.0.0.1:{port}",
            f"-Dhypertile.test.http.files={tmp_path / 'files'}",
        )


def test_files_of_python(tmp_path):
    (tmp_path / "files").mkdir()
    port = free_port()
    read_files(
        tmp_path, port, sys.executable, "-m", "http.server", str(port),
        "--bind", "127.0.0.1", "--directory", str(tmp_path / "files"),
    )


def test_files_of_nginx(tmp_path):
    (tmp_path / "files").mkdir()
    port = free_port()
    nginx = shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin")
    settings = tmp_path / "nginx.conf"
    # Started by root, its workers would be somebody who cannot see the directories of tests.
    user = "user root;" if os.geteuid() == 0 else ""
    settings.write_text(NGINX.format(user=user, work=tmp_path, port=port, files=tmp_path / "files"))
    read_files(tmp_path, port, nginx, "-c", str(settings), "-p", str(tmp_path))
