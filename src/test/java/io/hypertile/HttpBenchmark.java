package io.hypertile;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Times requests to a server in a process of its own, with a heap of 256 MB, beside the same bytes
 * sent by nginx, copied in memory, written to a file, and read by Deker in its own process. What is
 * not installed is left out and said to be. Client and server share the machine.
 */
public final class HttpBenchmark implements AutoCloseable {
  private static final int ROUNDS = Integer.getInteger("rounds", 5);
  private static final int SMALL = 1500;
  private static final int PARALLEL = 16;
  private static final Duration WARM_UP = Duration.ofSeconds(4);

  /** Until the compiler has seen the busiest path often enough. */
  private static final Duration COMPILATION = Duration.ofSeconds(20);

  private static final Duration LOAD = Duration.ofSeconds(2);

  private static final Map<String, String> FLOORS = floors();

  private final HttpFigures figures = new HttpFigures();
  private final Path work;
  private final ServerProcess server;
  private final HttpBenchmarkData data;
  private final Optional<FileServer> nginx;

  private HttpBenchmark(Path work, List<String> serverOptions) throws Exception {
    this.work = work;
    Path root = Files.createDirectory(work.resolve("root"));
    List<String> options = new ArrayList<>(List.of("-Xmx256m", "-XX:+UseSerialGC"));
    options.addAll(serverOptions);
    this.server = ServerProcess.start(root, options);
    this.data = HttpBenchmarkData.create(server, Files.createDirectory(work.resolve("files")));
    this.nginx = FileServer.start(work.resolve("files"), work.resolve("nginx"));
  }

  private static Map<String, String> floors() {
    Map<String, String> floors = new LinkedHashMap<>();
    floors.put("100 MB NPY", "nginx, 100 MB");
    floors.put("16 x 100 MB NPY at once", "nginx, 16 x 100 MB at once");
    floors.put("box of 19 kB, NPY", "nginx, 19 kB");
    floors.put("series of one point, 192 B", "nginx, 0.3 kB");
    floors.put("the same by key", "nginx, 0.3 kB");
    floors.put("304 of the box", "nginx, 0.3 kB");
    floors.put("upload of 50 MB", "file of 50 MB written and forced");
    floors.put("nginx, 100 MB", "memcpy, 100 MB");
    return floors;
  }

  /**
   * Runs it.
   *
   * @param arguments more Java options of the server, as for a recording
   */
  public static void main(String[] arguments) throws Exception {
    try (TemporaryDirectory directory = TemporaryDirectory.create("http")) {
      Path work = directory.path();
      Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwxr-xr-x"));
      try (HttpBenchmark benchmark = new HttpBenchmark(work, List.of(arguments))) {
        benchmark.run();
      }
    }
  }

  private void run() throws Exception {
    if (nginx.isEmpty()) {
      figures.note(
          "nginx is not installed, so its figures are missing (apt-get install nginx-light)");
    }
    warmUp();
    for (int round = 0; round < ROUNDS; round++) {
      large();
      small();
      many();
    }
    figures.note("%s", memory());
    deker();
    figures.print(FLOORS);
  }

  private void warmUp() throws Exception {
    for (ByteBuffer request : List.of(data.box(), data.point(), data.pointByKey(), data.json())) {
      new WireLoad(server.port(), request, 2).run(WARM_UP.dividedBy(2));
    }
    try (WireConnection connection = WireConnection.open(server.port())) {
      for (int n = 0; n < SMALL * 3; n++) {
        connection.exchange(data.known(), 304);
      }
      for (int n = 0; n < 10; n++) {
        connection.exchange(data.whole(), 200);
      }
    }
    new WireLoad(server.port(), data.box(), PARALLEL).run(COMPILATION);
  }

  private void large() throws Exception {
    MemorySegment source = MemorySegment.ofBuffer(data.upload());
    MemorySegment target = MemorySegment.ofBuffer(ByteBuffer.allocateDirect(data.upload().limit()));
    figures.time(
        "memcpy, 100 MB",
        3,
        () -> {
          target.copyFrom(source);
          target.copyFrom(source);
        });
    try (WireConnection connection = WireConnection.open(server.port())) {
      if (nginx.isPresent()) {
        try (WireConnection floor = WireConnection.open(nginx.get().port())) {
          ByteBuffer request = WireConnection.get("/whole.npy");
          figures.time("nginx, 100 MB", 5, () -> floor.exchange(request, 200));
        }
      }
      figures.time("100 MB NPY", 5, () -> connection.exchange(data.whole(), 200));
      figures.time("1 GB of a virtual array, NPY", 1, () -> connection.exchange(data.tiled(), 200));
      Path file = work.resolve("forced");
      figures.time("file of 50 MB written and forced", 2, () -> writeAndForce(file));
      figures.time("upload of 50 MB", 2, () -> connection.exchange(data.upload(), 204));
    }
    if (nginx.isPresent()) {
      ByteBuffer request = WireConnection.get("/whole.npy");
      figures.time("nginx, 16 x 100 MB at once", 1, () -> atOnce(nginx.get().port(), request));
    }
    figures.time("16 x 100 MB NPY at once", 1, () -> atOnce(server.port(), data.whole()));
  }

  private void writeAndForce(Path file) throws IOException {
    Files.deleteIfExists(file);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = data.upload().duplicate();
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }

  private static void atOnce(int port, ByteBuffer request) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(PARALLEL)) {
      List<Future<Long>> answers = new ArrayList<>();
      for (int n = 0; n < PARALLEL; n++) {
        answers.add(
            threads.submit(() -> {
              try (WireConnection connection = WireConnection.open(port)) {
                return connection.exchange(request, 200);
              }
            }));
      }
      for (Future<Long> answer : answers) {
        answer.get();
      }
    }
  }

  private void small() throws Exception {
    if (nginx.isPresent()) {
      try (WireConnection floor = WireConnection.open(nginx.get().port())) {
        ByteBuffer box = WireConnection.get("/box.npy");
        figures.time("nginx, 19 kB", SMALL, () -> floor.exchange(box, 200));
        ByteBuffer point = WireConnection.get("/point.npy");
        figures.time("nginx, 0.3 kB", SMALL, () -> floor.exchange(point, 200));
      }
    }
    try (WireConnection connection = WireConnection.open(server.port())) {
      figures.time("box of 19 kB, NPY", SMALL, () -> connection.exchange(data.box(), 200));
      figures.time(
          "series of one point, 192 B", SMALL, () -> connection.exchange(data.point(), 200));
      figures.time("the same by key", SMALL, () -> connection.exchange(data.pointByKey(), 200));
      figures.time("304 of the box", SMALL, () -> connection.exchange(data.known(), 304));
      figures.time("box as JSON", SMALL / 3, () -> connection.exchange(data.json(), 200));
      figures.time("512 x 512 PNG", SMALL / 10, () -> connection.exchange(data.picture(), 200));
    }
  }

  private void many() throws IOException {
    if (nginx.isPresent()) {
      ByteBuffer request = WireConnection.get("/box.npy");
      note("nginx", new WireLoad(nginx.get().port(), request, PARALLEL).run(LOAD.dividedBy(2)));
    }
    Duration before = cpu();
    WireLoad.Outcome outcome = new WireLoad(server.port(), data.box(), PARALLEL).run(LOAD);
    Duration taken = cpu().minus(before);
    note("server", outcome);
    figures.note(
        "           the server took %.1f us of processor time per box",
        taken.toNanos() / 1e3 / (outcome.perSecond() * LOAD.toNanos() / 1e9));
  }

  private void note(String who, WireLoad.Outcome outcome) {
    figures.note(
        "%-10s 19 kB on 16 connections: %,.0f/s, median %.2f ms, p99 %.2f ms; the client took %.2f of a"
            + " processor",
        who,
        outcome.perSecond(),
        outcome.median() / 1e6,
        outcome.late() / 1e6,
        outcome.clientShare());
  }

  private Duration cpu() {
    return server.process().info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** The largest resident size of the server, and what its heap holds. */
  private String memory() throws Exception {
    Path status = Path.of("/proc", Long.toString(server.process().pid()), "status");
    String peak =
        Files.isReadable(status)
            ? Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmHWM"))
                .findFirst()
                .orElse("")
            : "";
    HttpResponse<byte[]> metrics = server.get("/actuator/prometheus");
    double heap =
        new String(metrics.body(), UTF_8)
            .lines()
            .filter(line -> line.startsWith("jvm_memory_used_bytes{area=\"heap\""))
            .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
            .sum();
    return "server with -Xmx256m: heap in use %.0f MB at the end, %s"
        .formatted(heap / 1e6, peak.replaceAll("\\s+", " "));
  }

  /** Has Deker read the same cells from the same files, when the environment names its Python. */
  private void deker() throws IOException, InterruptedException {
    String python = System.getenv("DEKER_PYTHON");
    if (python == null) {
      figures.note("DEKER_PYTHON names no Python with Deker, so Deker's figures are missing");
      return;
    }
    Path script =
        Path.of(System.getProperty("hypertile.basedir", "."), "src/test/interop/bench_deker.py");
    Process process =
        new ProcessBuilder(python, script.toString(), work.resolve("root").toString())
            .redirectErrorStream(true)
            .start();
    try (InputStream output = process.getInputStream()) {
      figures.note("%s", new String(output.readAllBytes(), UTF_8).strip());
    }
    process.waitFor();
  }

  @Override
  public void close() throws Exception {
    server.close();
    if (nginx.isPresent()) {
      nginx.get().close();
    }
  }
}
