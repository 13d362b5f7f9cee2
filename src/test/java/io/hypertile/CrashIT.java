package io.hypertile;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills the packaged server while it writes, again and again, and looks after each restart whether
 * every acknowledged write is there and none is torn.
 */
class CrashIT {
  private static final int KILLS = 12;

  @TempDir Path directory;

  @Test
  void killsLoseNoAcknowledgedWriteAndTearNone() throws Exception {
    Random random = TestSeed.random();
    Path root = Files.createDirectory(directory.resolve("root"));
    CrashLoad load;
    try (ServerProcess server = ServerProcess.start(root, List.of())) {
      load = CrashLoad.create(server);
    }
    for (int kill = 0; kill < KILLS; kill++) {
      try (ServerProcess server = ServerProcess.start(root, List.of())) {
        load.check(server);
        load.runUntilKilled(server, 0, 200 + random.nextInt(1200));
      }
    }
    try (ServerProcess server = ServerProcess.start(root, List.of())) {
      load.check(server);
      load.requireWritten();
    }
  }
}
