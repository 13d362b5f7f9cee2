package io.hypertile;

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The server, running in a process of its own on a free loopback port: the packaged jar that the
 * system property {@code hypertile.jar} names, or the classes of this process when it names none.
 */
final class ServerProcess implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(90);

  private final Process process;
  private final int port;
  private final long start = System.nanoTime();
  private Duration alive = Duration.ZERO;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private ServerProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Process id of the server. */
  long pid() {
    return process.pid();
  }

  /** Starts the jar on a root, without reads of its own, and waits until it is healthy. */
  static ServerProcess start(Path root, List<String> javaOptions, String... arguments)
      throws IOException, InterruptedException {
    List<String> options = new ArrayList<>(List.of("-Dhypertile.warm-up.time=0"));
    options.addAll(javaOptions);
    return start(program(), root, options, arguments);
  }

  /** Starts a jar on a root and waits until it is healthy. */
  static ServerProcess startJar(Path jar, Path root, List<String> javaOptions, String... arguments)
      throws IOException, InterruptedException {
    return start(List.of("-jar", jar.toString()), root, javaOptions, arguments);
  }

  /** Starts classes on a root and waits until it is healthy. */
  static ServerProcess startClasses(Path classes, Path root)
      throws IOException, InterruptedException {
    String libraries =
        Arrays.stream(withoutTests(System.getProperty("java.class.path")).split(File.pathSeparator))
            .filter(entry -> entry.endsWith(".jar"))
            .collect(Collectors.joining(File.pathSeparator));
    return start(
        program(classes + File.pathSeparator + libraries),
        root,
        List.of("-XX:TieredStopAtLevel=1"));
  }

  private static ServerProcess start(
      List<String> program, Path root, List<String> javaOptions, String... arguments)
      throws IOException, InterruptedException {
    int port = freePort();
    List<String> command = new ArrayList<>();
    command.add(java());
    command.addAll(javaOptions);
    command.addAll(program);
    command.add("--server.port=" + port);
    command.add("--hypertile.storage.root=" + root);
    command.addAll(List.of(arguments));
    Path log = root.resolveSibling("server-" + port + ".log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    ServerProcess server = new ServerProcess(process, port);
    server.awaitHealthy(log);
    return server;
  }

  /** The command of the JVM that runs this. */
  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private static List<String> program() {
    String jar = System.getProperty("hypertile.jar");
    return jar != null
        ? List.of("-jar", jar)
        : program(withoutTests(System.getProperty("java.class.path")));
  }

  private static List<String> program(String classPath) {
    return List.of(
        "--enable-native-access=ALL-UNNAMED",
        "-cp",
        classPath,
        HypertileApplication.class.getName());
  }

  /** Tests have a configuration of the log of their own. */
  private static String withoutTests(String classPath) {
    return Arrays.stream(classPath.split(File.pathSeparator))
        .filter(entry -> !entry.endsWith("test-classes"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** A port of the loopback interface that nobody listens on. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private void awaitHealthy(Path log) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + START.toNanos();
    while (System.nanoTime() < deadline) {
      if (!process.isAlive()) {
        throw new IOException("the server ended with " + process.exitValue() + ", see " + log);
      }
      try {
        if (alive.isZero() && get("/actuator/health/liveness").statusCode() == 200) {
          alive = Duration.ofNanos(System.nanoTime() - start);
        }
        if (get("/actuator/health").statusCode() == 200) {
          return;
        }
      } catch (IOException e) {
        Thread.sleep(20);
      }
    }
    process.destroyForcibly();
    throw new IOException("the server did not become healthy, see " + log);
  }

  /** Time from the start to the first good answer about liveness. */
  Duration alive() {
    return alive;
  }

  /** The port it listens on. */
  int port() {
    return port;
  }

  /** The process. */
  ProcessHandle process() {
    return process.toHandle();
  }

  URI uri(String path) {
    return URI.create("http://localhost:" + port + path);
  }

  HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(uri(path)).GET());
  }

  HttpResponse<byte[]> post(String path, String json) throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(uri(path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json)));
  }

  HttpResponse<byte[]> put(String path, String mediaType, byte[] body)
      throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(uri(path))
            .header("Content-Type", mediaType)
            .PUT(HttpRequest.BodyPublishers.ofByteArray(body)));
  }

  HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return client.send(request.timeout(Duration.ofSeconds(60)).build(), BodyHandlers.ofByteArray());
  }

  /** Ends the process at once, as {@code kill -9} does. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      kill();
    }
    client.close();
  }
}
