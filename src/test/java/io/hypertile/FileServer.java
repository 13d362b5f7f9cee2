package io.hypertile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** nginx, serving a directory by sendfile: the floor of every answer over HTTP. */
final class FileServer implements AutoCloseable {
  private static final List<Path> PROGRAMS =
      List.of(
          Path.of("/usr/sbin/nginx"), Path.of("/usr/local/sbin/nginx"), Path.of("/usr/bin/nginx"));

  private final Process process;
  private final int port;

  private FileServer(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * Serves the files of a directory; empty where nginx is not installed.
   *
   * @param work a directory for its own files
   */
  static Optional<FileServer> start(Path files, Path work)
      throws IOException, InterruptedException {
    Optional<Path> program = PROGRAMS.stream().filter(Files::isExecutable).findFirst();
    if (program.isEmpty()) {
      return Optional.empty();
    }
    int port = ServerProcess.freePort();
    Files.createDirectories(work);
    Path settings = work.resolve("nginx.conf");
    Files.writeString(
        settings,
        """
        daemon off; worker_processes 2; pid %1$s/pid; error_log %1$s/error.log;
        events { worker_connections 256; }
        http {
          sendfile on; tcp_nopush on; access_log off; keepalive_requests 1000000000; open_file_cache max=16;
          client_body_temp_path %1$s/body; proxy_temp_path %1$s/proxy; fastcgi_temp_path %1$s/fastcgi;
          uwsgi_temp_path %1$s/uwsgi; scgi_temp_path %1$s/scgi;
          server { listen 127.0.0.1:%2$d; root %3$s; }
        }
        """
            .formatted(work, port, files));
    Process process =
        new ProcessBuilder(
                program.get().toString(), "-c", settings.toString(), "-p", work.toString())
            .redirectErrorStream(true)
            .redirectOutput(work.resolve("output").toFile())
            .start();
    FileServer server = new FileServer(process, port);
    server.awaitListening();
    return Optional.of(server);
  }

  private void awaitListening() throws IOException, InterruptedException {
    for (int attempt = 0; attempt < 100; attempt++) {
      try (WireConnection connection = WireConnection.open(port)) {
        return;
      } catch (IOException e) {
        Thread.sleep(50);
      }
    }
    close();
    throw new IOException("nginx does not listen");
  }

  /** The port it listens on. */
  int port() {
    return port;
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(5, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }
}
