package io.hypertile;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.deker.lock.Marker;
import io.hypertile.deker.lock.SharedLocks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills the packaged server while it reads and writes a storage that it shares with Deker. After
 * each restart every acknowledged write is there, none is torn, and nothing that the killed server
 * held keeps a Deker process out.
 */
@EnabledOnOs(OS.LINUX)
class SharedCrashIT {
  private static final int KILLS = 5;
  private static final int READERS = 2;
  private static final String SHARED = "--hypertile.storage.shared=true";

  @TempDir Path directory;

  @Test
  void killsLoseNoAcknowledgedWriteAndLeaveNothingThatBlocksDeker() throws Exception {
    Random random = TestSeed.random();
    Path root = Files.createDirectory(directory.resolve("root"));
    CrashLoad load;
    try (ServerProcess server = start(root)) {
      load = CrashLoad.create(server);
    }
    int left = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      try (ServerProcess server = start(root)) {
        assertThat(locksOfOthers(root, server)).as("locks after a restart").isEmpty();
        load.check(server);
        load.runUntilKilled(server, READERS, 200 + random.nextInt(1200));
      }
      left += locks(root).size();
    }
    assertThat(left).as("markers that killed servers left").isPositive();
    // A server that has the storage for itself cleans up too.
    try (ServerProcess server = ServerProcess.start(root, List.of())) {
      assertThat(locksOfOthers(root, server)).as("locks after the last restart").isEmpty();
      load.check(server);
      load.requireWritten();
    }
  }

  private static ServerProcess start(Path root) throws IOException, InterruptedException {
    return ServerProcess.start(root, List.of(), SHARED);
  }

  /** Locks but those that the server itself takes for its own reads before it is ready. */
  private static List<String> locksOfOthers(Path root, ServerProcess server) throws IOException {
    return locks(root).stream().filter(path -> !path.contains(":" + server.pid() + ":")).toList();
  }

  /** Markers of Deker's kinds, and files that are locked. */
  private static List<String> locks(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root.resolve("collections"))) {
      return files
          .filter(Files::isRegularFile)
          .filter(SharedCrashIT::keepsDekerOut)
          .map(file -> root.relativize(file).toString())
          .toList();
    }
  }

  private static boolean keepsDekerOut(Path file) {
    try {
      return Marker.parse(file.getFileName().toString()).isPresent()
          || SharedLocks.isLockedElsewhere(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
