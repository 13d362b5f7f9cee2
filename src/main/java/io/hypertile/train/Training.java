package io.hypertile.train;

import io.hypertile.restart.TrainedProgram;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The command {@code java -jar hypertile.jar --hypertile.train}: unpacks the program into a
 * directory beside the jar, runs it there with requests of every kind, and leaves the JVM's cache
 * of loaded classes and profiles of methods (JEP 483, 514, 515). Later starts of the jar use it;
 * see {@link Restart}. A program that is unpacked already gets the cache where it is.
 */
public final class Training {
  private static final String OPTION = "--hypertile.train";

  /** Number of rounds after which the compilers have seen the busy paths often enough. */
  private static final int ROUNDS = Integer.getInteger("hypertile.train.rounds", 400);

  private static final Duration START = Duration.ofSeconds(120);

  /** Longest time for which the JVM writes the cache after the server has ended. */
  private static final Duration ASSEMBLY = Duration.ofMinutes(10);

  /** Beginnings of the names of variables that the server would take for settings. */
  private static final List<String> SETTINGS =
      List.of("HYPERTILE_", "SERVER_", "SPRING_", "MANAGEMENT_", "LOGGING_");

  private final Path jar;
  private final boolean unpacked;
  private final TrainedProgram program;
  private final PrintStream out;

  private Training(Path jar, boolean unpacked, PrintStream out) {
    this.jar = jar.toAbsolutePath();
    this.unpacked = unpacked;
    this.program =
        unpacked
            ? new TrainedProgram(Objects.requireNonNull(this.jar.getParent()))
            : TrainedProgram.beside(this.jar);
    this.out = out;
  }

  /**
   * Trains the program that this class is of, if the arguments ask for that.
   *
   * @return whether they do; a training that fails ends the program with status 1
   */
  public static boolean run(String[] arguments, PrintStream out) throws InterruptedException {
    if (!Arrays.asList(arguments).contains(OPTION)) {
      return false;
    }
    try {
      train(out);
    } catch (IOException failure) {
      // There is no cache then, and the jar starts as before.
      System.err.println("The training failed: " + failure.getMessage());
      System.exit(1);
    }
    return true;
  }

  private static void train(PrintStream out) throws IOException, InterruptedException {
    Path jar = Path.of(System.getProperty("java.class.path"));
    if (!Files.isRegularFile(jar)) {
      throw new IOException(
          "only the packaged jar can be trained, with java -jar hypertile.jar " + OPTION);
    }
    String place = Training.class.getProtectionDomain().getCodeSource().getLocation().getProtocol();
    new Training(jar, place.equals("file"), out).train();
  }

  private void train() throws IOException, InterruptedException {
    long start = System.nanoTime();
    program.unseal();
    if (!unpacked) {
      remove(program.directory());
      unpack();
      StoredJars.within(program.directory(), this::isReadAtStarts);
    }
    Path scratch = program.directory().resolve("training");
    remove(scratch);
    Files.createDirectories(scratch.resolve("tmp"));
    Files.deleteIfExists(program.cache());
    out.println("Training the server with requests of every kind; this takes a minute or two.");
    runServer(scratch);
    if (!Files.exists(program.cache())) {
      throw new IOException("No cache was made; see " + scratch.resolve("log"));
    }
    remove(scratch);
    if (!unpacked) {
      program.seal(jar);
    }
    out.printf(
        "%s: %d MB, made in %d s. ",
        program.cache(),
        Files.size(program.cache()) >> 20,
        TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start));
    out.println(
        unpacked
            ? "Start with -XX:AOTCache=" + program.cache()
            : "Starts of " + jar.getFileName() + " use it from now on.");
  }

  private void unpack() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                java(),
                "-Djarmode=tools",
                "-jar",
                jar.toString(),
                "extract",
                "--force",
                "--destination",
                program.directory().toString(),
                "--application-filename",
                program.jar().getFileName().toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    // Failures do not show in its status.
    if (process.waitFor() != 0 || !said.isBlank() || !Files.exists(program.jar())) {
      throw new IOException(jar + " cannot be unpacked to " + program.directory() + ": " + said);
    }
  }

  /** Whether a start reads descriptions of classes in a jar: the cache does not hold these. */
  private boolean isReadAtStarts(Path file) {
    return file.equals(program.jar()) || file.getFileName().toString().startsWith("spring");
  }

  private void runServer(Path scratch) throws IOException, InterruptedException {
    int port = freePort();
    Process process = start(scratch, port);
    try {
      URI server = URI.create("http://127.0.0.1:" + port);
      awaitReady(process, server);
      try (TrainingRequests requests = new TrainingRequests(server)) {
        requests.run(ROUNDS);
      }
    } catch (IOException | InterruptedException failure) {
      process.destroyForcibly();
      throw failure;
    }
    process.destroy();
    if (!process.waitFor(ASSEMBLY.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }

  private Process start(Path scratch, int port) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(java());
    command.add("-XX:AOTCacheOutput=" + program.cache());
    command.add("-XX:+UseSerialGC");
    command.add("-Xmx256m");
    command.add("-Djava.io.tmpdir=" + scratch.resolve("tmp"));
    command.add("-jar");
    command.add(program.jar().toString());
    command.add("--server.address=127.0.0.1");
    command.add("--server.port=" + port);
    command.add("--hypertile.storage.root=" + scratch.resolve("data"));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(scratch.toFile())
            .redirectErrorStream(true)
            .redirectOutput(scratch.resolve("log").toFile());
    builder.environment().keySet().removeIf(name -> SETTINGS.stream().anyMatch(name::startsWith));
    return builder.start();
  }

  private static void awaitReady(Process process, URI server)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(server.resolve("/actuator/health/readiness"))
            .timeout(Duration.ofSeconds(10))
            .build();
    long deadline = System.nanoTime() + START.toNanos();
    try (HttpClient client = HttpClient.newHttpClient()) {
      while (System.nanoTime() < deadline && process.isAlive()) {
        try {
          if (client.send(request, BodyHandlers.discarding()).statusCode() == 200) {
            return;
          }
        } catch (IOException notYet) {
          Thread.sleep(100);
        }
      }
    }
    throw new IOException("The server to be trained did not become ready.");
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static void remove(Path directory) throws IOException {
    if (Files.exists(directory)) {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
