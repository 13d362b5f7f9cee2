package io.hypertile.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.StorageDirectories;
import io.hypertile.TestSeed;
import io.hypertile.journal.disk.Disk;
import io.hypertile.journal.disk.DiskFile;
import io.hypertile.journal.disk.Touched;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the played disk may lose, and what it may not: no more than a file system does. */
@StorageDirectories.InMemory
class CrashDiskTest {
  private static final int DRAWS = 600;

  @TempDir(factory = StorageDirectories.class)
  Path directory;

  private final Random random = TestSeed.random();
  private Path root;
  private CrashDisk disk;

  @BeforeEach
  void makeDisk() throws IOException {
    root = Files.createDirectories(directory.resolve("root"));
    Files.createDirectory(root.resolve("sub"));
    Files.writeString(root.resolve("sub/d"), "moved");
    Files.createDirectory(root.resolve("other"));
    disk = new CrashDisk(root);
  }

  private void write(String path, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try (DiskFile file = disk.open(root.resolve(path), Disk.Access.CREATE)) {
      file.write(ByteBuffer.allocateDirect(bytes.length).put(bytes).flip(), 0);
    }
  }

  /** Each of the trees that losses at this moment leave, as the names in it with what they hold. */
  private Set<String> lost() throws IOException {
    Set<String> all = new TreeSet<>();
    Path left = directory.resolve("left");
    for (int i = 0; i < DRAWS; i++) {
      disk.crash(disk.moment(), random, left);
      try (Stream<Path> found = Files.walk(left)) {
        StringBuilder text = new StringBuilder();
        for (Path path : found.skip(1).sorted().toList()) {
          text.append(left.relativize(path));
          text.append(Files.isDirectory(path) ? "/ " : "=" + Files.readString(path) + " ");
        }
        all.add(text.toString().strip());
      }
      Trash.removeContents(left);
    }
    return all;
  }

  @Test
  void nameThatIsMadeAgainKeepsWhatWasMovedAwayFromIt() throws IOException {
    disk.move(root.resolve("sub/d"), root.resolve("a"));
    disk.delete(root.resolve("sub"));
    disk.makeDirectory(root.resolve("sub"));
    assertThat(lost())
        .containsExactlyInAnyOrder(
            "other/ sub/ sub/d=moved", "a=moved other/ sub/", "a=moved other/");
  }

  @Test
  void fileWhoseNameIsTakenAgainIsAtItsNewOne() throws IOException {
    disk.move(root.resolve("sub/d"), root.resolve("other/e"));
    write("sub/d", "");
    disk.forceDirectory(root.resolve("sub"));
    assertThat(lost()).containsExactly("other/ other/e=moved sub/ sub/d=");
  }

  @Test
  void directoryIntoWhichAFileWasMovedIsThereWithIt() throws IOException {
    disk.makeDirectory(root.resolve("new"));
    disk.move(root.resolve("sub/d"), root.resolve("new/d"));
    assertThat(lost())
        .containsExactlyInAnyOrder(
            "other/ sub/ sub/d=moved",
            "new/ other/ sub/ sub/d=moved",
            "new/ new/d=moved other/ sub/");
    disk.forceDirectory(root.resolve("sub"));
    assertThat(lost()).containsExactly("new/ new/d=moved other/ sub/");
  }

  /** One change removes a file, a later one its directory, and perhaps makes it again. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void fileRemovedFromADirectoryThatWentStaysAway(boolean isMadeAgain) throws IOException {
    Path file = root.resolve("sub/d");
    Path sub = root.resolve("sub");
    Touched touched = new Touched();
    disk.delete(file);
    touched.addName(file);
    Touched later = new Touched();
    later.addName(sub);
    disk.delete(sub);
    if (isMadeAgain) {
      disk.makeDirectory(sub);
    }
    assertThat(lost()).contains("other/ sub/ sub/d=moved");
    touched.force(disk, later);
    assertThat(lost()).containsExactly(isMadeAgain ? "other/ sub/" : "other/");
  }

  @Test
  void fileInANewDirectoryIsLostWithIt() throws IOException {
    disk.makeDirectory(root.resolve("new"));
    write("new/f", "");
    disk.forceDirectory(root.resolve("new"));
    assertThat(lost())
        .containsExactlyInAnyOrder(
            "other/ sub/ sub/d=moved", "new/ new/f= other/ sub/ sub/d=moved");
    disk.forceDirectory(root);
    assertThat(lost()).containsExactly("new/ new/f= other/ sub/ sub/d=moved");
  }

  @Test
  void renameOverAFileLeavesTheOldOrTheNew() throws IOException {
    write("other/e", "");
    disk.forceDirectory(root.resolve("other"));
    disk.move(root.resolve("sub/d"), root.resolve("other/e"));
    assertThat(lost())
        .containsExactlyInAnyOrder("other/ other/e= sub/ sub/d=moved", "other/ other/e=moved sub/");
  }

  @Test
  void bytesAreLostUntilTheyAreForced() throws IOException {
    write("sub/d", "WRITTEN");
    assertThat(lost())
        .contains("other/ sub/ sub/d=moved", "other/ sub/ sub/d=WRITTEN", "other/ sub/ sub/d=WRITT")
        .hasSizeBetween(3, 4);
    try (DiskFile file = disk.open(root.resolve("sub/d"), Disk.Access.READ)) {
      file.force(false);
    }
    assertThat(lost()).containsExactly("other/ sub/ sub/d=WRITTEN");
  }

  @Test
  void timeIsLostUntilItIsForced() throws IOException {
    Instant time = Instant.ofEpochSecond(1_000);
    Path left = directory.resolve("left");
    for (boolean forced : new boolean[] {false, true}) {
      disk.touch(root.resolve("sub/d"), time);
      try (DiskFile file = disk.open(root.resolve("sub/d"), Disk.Access.READ)) {
        file.force(forced);
      }
      Set<Boolean> kept = new TreeSet<>();
      for (int i = 0; i < DRAWS; i++) {
        disk.crash(disk.moment(), random, left);
        kept.add(Files.getLastModifiedTime(left.resolve("sub/d")).toInstant().equals(time));
        Trash.removeContents(left);
      }
      assertThat(kept).isEqualTo(forced ? Set.of(true) : Set.of(true, false));
    }
  }
}
