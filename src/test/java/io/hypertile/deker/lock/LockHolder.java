package io.hypertile.deker.lock;

import io.hypertile.lock.LockMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A process of its own that locks a file as Deker does, until it is killed or told to end by the
 * end of its input. Arguments: {@code READ} or {@code WRITE}, {@code FLOCK}, {@code MARKER} or both
 * as {@code BOTH}, and the file.
 */
public final class LockHolder implements AutoCloseable {
  private final Process process;

  private LockHolder(Process process) {
    this.process = process;
  }

  /** Starts the process and waits until it holds the lock. */
  public static LockHolder start(LockMode mode, String how, Path file) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                LockHolder.class.getName(),
                mode.name(),
                how,
                file.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    if (!"held".equals(process.inputReader().readLine())) {
      process.destroyForcibly();
      throw new IllegalStateException("the lock of " + file + " was not taken");
    }
    return new LockHolder(process);
  }

  /** Its process id. */
  public long pid() {
    return process.pid();
  }

  /** Lets it give the lock back. */
  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    join();
  }

  /** Ends it as a crash would. */
  public void kill() {
    process.destroyForcibly();
    join();
  }

  private void join() {
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Takes the lock, tells so, and waits for the end of the input. */
  public static void main(String[] arguments) throws IOException {
    LockMode mode = LockMode.valueOf(arguments[0]);
    Path file = Path.of(arguments[2]);
    Path marker =
        file.resolveSibling(
            mode == LockMode.READ
                ? Marker.ofReader(new LockedFile(file, LockedFile.LockForm.ARRAY).id())
                : Marker.ofWriter(file.getFileName().toString()));
    try (Flock flock = Flock.open(file)) {
      if (!arguments[1].equals("MARKER") && !flock.tryLock(mode)) {
        System.out.println("refused");
        return;
      }
      if (!arguments[1].equals("FLOCK")) {
        Files.createFile(marker);
      }
      System.out.println("held");
      while (System.in.read() >= 0) {
        continue;
      }
      Files.deleteIfExists(marker);
    }
  }
}
