package io.hypertile.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hypertile.TestLog;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.journal.change.Change.Replace;
import io.hypertile.journal.change.Change.WriteBytes;
import io.hypertile.journal.change.Payload;
import io.hypertile.journal.change.RootPath;
import io.hypertile.journal.change.Staging;
import io.hypertile.journal.change.Transaction;
import io.hypertile.journal.disk.Disk;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class JournalFailureTest {
  private static final RootPath FILE = new RootPath("a.bin");

  @TempDir Path directory;

  /** A disk on which one operation fails. */
  private static final class BrokenDisk extends UnforcedDisk {
    private volatile String broken = "";
    private volatile String text = "Input/output error";

    @Override
    void before(String operation, Path path) throws IOException {
      String name = String.valueOf(path.getFileName());
      if (!broken.isEmpty() && (operation + " " + name).matches(broken)) {
        throw new IOException(text);
      }
    }
  }

  private static Transaction write(String text, long position) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return Transaction.of(new WriteBytes(FILE, position, Payload.of(bytes)));
  }

  private static ErrorCode code(Runnable action) {
    return catchThrowableOfType(ServiceException.class, action::run).code();
  }

  private Journal open(Disk disk) {
    return Journal.open(directory, JournalSettings.standard(), disk);
  }

  private String content() throws IOException {
    return Files.readString(FILE.resolve(directory));
  }

  @Test
  void fullDiskWhileAppendingChangesNothing() throws IOException {
    BrokenDisk disk = new BrokenDisk();
    disk.text = "No space left on device";
    try (Journal journal = open(disk)) {
      journal.commit(write("abcdef", 0));
      long pending = journal.statistics().pendingBytes();
      disk.broken = "write .*log";
      assertThat(code(() -> journal.commit(write("xyz", 0)))).isEqualTo(ErrorCode.STORAGE_FULL);
      assertThat(content()).isEqualTo("abcdef");
      assertThat(journal.statistics().pendingBytes()).isEqualTo(pending);
      disk.broken = "";
      journal.commit(write("XYZ", 1));
      assertThat(content()).isEqualTo("aXYZef");
      assertThat(copyAndReplay().records()).isEqualTo(2);
    }
  }

  @Test
  void fullDiskWhileStagingChangesNothing() throws IOException {
    BrokenDisk disk = new BrokenDisk();
    disk.text = "No space left on device";
    try (Journal journal = open(disk)) {
      disk.broken = "write .*body";
      try (Staging staging = journal.stage()) {
        assertThat(code(() -> staging.append(MemorySegment.ofArray(new byte[3 << 20]))))
            .isEqualTo(ErrorCode.STORAGE_FULL);
      }
      try (Stream<Path> files = Files.list(directory.resolve(".hypertile/journal"))) {
        assertThat(files.map(Path::toString)).noneMatch(name -> name.endsWith(".body"));
      }
    }
  }

  @Test
  void logWhoseDirectoryIsGoneTakesNothingMore() throws IOException {
    Path root = Files.createDirectory(directory.resolve("gone"));
    JournalSettings quick = new JournalSettings(1 << 20, Duration.ofMillis(20), 4096, 4096);
    try (Journal journal = Journal.open(root, quick, new UnforcedDisk())) {
      Trash.removeContents(root);
      journal.commit(write("abcdef", 0));
      await(() -> journal.failure().isPresent());
      assertThat(code(() -> journal.commit(write("xyz", 0))))
          .isEqualTo(ErrorCode.STORAGE_UNAVAILABLE);
    }
    assertThat(TestLog.text()).containsOnlyOnce("the directory of the log is gone");
    assertThat(root).isDirectoryNotContaining("glob:**.hypertile");
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + 20_000_000_000L;
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Test
  void diskWithoutRoomForTheFilesRefusesBeforeLogging() {
    UnforcedDisk disk =
        new UnforcedDisk() {
          @Override
          public long room(Path path) {
            return 5 << 20;
          }
        };
    try (Journal journal = open(disk)) {
      journal.commit(write("abc", 0));
      Transaction large =
          Transaction.of(new WriteBytes(FILE, 0, MemorySegment.ofArray(new byte[2 << 20])));
      assertThat(code(() -> journal.commit(large))).isEqualTo(ErrorCode.STORAGE_FULL);
      assertThat(journal.failure()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"force .*log", "write a.bin", "open a.bin", "truncate .*log|write .*log"})
  void journalThatCannotKeepItsWordTakesNoMoreChanges(String broken) throws IOException {
    BrokenDisk disk = new BrokenDisk();
    Journal journal = open(disk);
    journal.commit(write("abcdef", 0));
    disk.broken = broken;
    assertThat(code(() -> journal.commit(write("xyz", 0))))
        .isEqualTo(ErrorCode.STORAGE_UNAVAILABLE);
    assertThat(journal.failure()).isPresent();
    disk.broken = "";
    assertThat(code(() -> journal.commit(write("xyz", 0))))
        .isEqualTo(ErrorCode.STORAGE_UNAVAILABLE);
    journal.close();
    try (Journal again = open(disk)) {
      assertThat(again.replayReport().records()).isPositive();
      boolean logged = broken.startsWith("force") || broken.endsWith("a.bin");
      assertThat(content()).isEqualTo(logged ? "xyzdef" : "abcdef");
      again.commit(write("123", 0));
      assertThat(content()).isEqualTo("123def");
    }
  }

  @Test
  void checkpointThatCannotForceFilesKeepsTheLog() throws IOException {
    BrokenDisk disk = new BrokenDisk();
    Journal journal = open(disk);
    journal.commit(write("abcdef", 0));
    disk.broken = "force a.bin";
    assertThat(code(journal::checkpoint)).isEqualTo(ErrorCode.STORAGE_UNAVAILABLE);
    assertThat(journal.failure()).isPresent();
    journal.close();
    disk.broken = "";
    Files.delete(FILE.resolve(directory));
    try (Journal again = open(disk)) {
      assertThat(again.replayReport().records()).isEqualTo(1);
      assertThat(content()).isEqualTo("abcdef");
    }
  }

  @Test
  void tornTailIsCutOffAndReported() throws IOException {
    Path copy = copyOfLiveLog();
    Path segment = segment(copy);
    try (RandomAccessFile file = new RandomAccessFile(segment.toFile(), "rw")) {
      file.setLength(file.length() - 9);
    }
    try (Journal journal = Journal.open(copy, JournalSettings.standard())) {
      assertThat(journal.replayReport())
          .isEqualTo(new ReplayReport(2, journal.replayReport().bytes(), 0, true, false));
      assertThat(Files.readString(FILE.resolve(copy))).isEqualTo("one");
      assertThat(Files.readString(copy.resolve("b.bin"))).isEqualTo("two");
    }
  }

  @Test
  void damageBeforeTheTailStopsTheReplayAndIsKept() throws IOException {
    Path copy = copyOfLiveLog();
    Path segment = segment(copy);
    byte[] bytes = Files.readAllBytes(segment);
    int second = indexOf(bytes, "two");
    bytes[second] ^= 1;
    Files.write(segment, bytes);
    try (Journal journal = Journal.open(copy, JournalSettings.standard())) {
      ReplayReport report = journal.replayReport();
      assertThat(report.damaged()).isTrue();
      assertThat(report.tornTail()).isFalse();
      assertThat(report.records()).isEqualTo(1);
      assertThat(Files.readString(FILE.resolve(copy))).isEqualTo("one");
      assertThat(copy.resolve("b.bin")).doesNotExist();
      assertThat(copy.resolve("c.bin")).doesNotExist();
    }
    try (Stream<Path> files = Files.list(copy.resolve(".hypertile/journal"))) {
      assertThat(files.filter(f -> f.toString().endsWith(".damaged")))
          .singleElement()
          .satisfies(file -> assertThat(file).hasBinaryContent(bytes));
    }
    try (Journal journal = Journal.open(copy, JournalSettings.standard())) {
      assertThat(journal.replayReport()).isEqualTo(new ReplayReport(0, 0, 0, false, false));
    }
  }

  private static int indexOf(byte[] bytes, String text) {
    return new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text);
  }

  /** A root with a log of three records and none of the files that they write. */
  private Path copyOfLiveLog() throws IOException {
    Path live = Files.createDirectory(directory.resolve("live"));
    Path copy = directory.resolve("copy");
    try (Journal journal = Journal.open(live, JournalSettings.standard(), new UnforcedDisk())) {
      for (String[] row : new String[][] {{"a", "one"}, {"b", "two"}, {"c", "three"}}) {
        byte[] bytes = row[1].getBytes(StandardCharsets.UTF_8);
        journal.commit(
            Transaction.of(new WriteBytes(new RootPath(row[0] + ".bin"), 0, Payload.of(bytes))));
      }
      copyLog(live, copy);
    }
    return copy;
  }

  private ReplayReport copyAndReplay() throws IOException {
    Path copy = directory.resolve("copy");
    copyLog(directory, copy);
    try (Journal journal = Journal.open(copy, JournalSettings.standard(), new UnforcedDisk())) {
      return journal.replayReport();
    }
  }

  private static void copyLog(Path from, Path to) throws IOException {
    Path target = Files.createDirectories(to.resolve(".hypertile/journal"));
    try (Stream<Path> files = Files.list(from.resolve(".hypertile/journal"))) {
      for (Path file : files.toList()) {
        Files.copy(file, target.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private static Path segment(Path root) throws IOException {
    try (Stream<Path> files = Files.list(root.resolve(".hypertile/journal"))) {
      List<Path> segments = files.filter(f -> f.toString().endsWith(".log")).toList();
      assertThat(segments).hasSize(1);
      return segments.getFirst();
    }
  }

  private static Transaction replace(Journal journal, Path root, String text) throws IOException {
    RootPath made = journal.temporary(".bin");
    Files.writeString(made.resolve(root), text);
    return Transaction.of(new Replace(made, FILE));
  }

  @Test
  void aRenameThatStopsHalfwayIsNotRedoneWhereCommitsSettle() throws IOException {
    BrokenDisk disk = new BrokenDisk();
    JournalSettings settled = JournalSettings.standard().settled();
    try (Journal journal = Journal.open(directory, settled, disk)) {
      journal.commit(replace(journal, directory, "one"));
      disk.broken = "move a.bin";
      assertThat(code(() -> commitQuietly(journal, "two")))
          .isEqualTo(ErrorCode.STORAGE_UNAVAILABLE);
      assertThat(content()).isEqualTo("one");
      assertThat(journal.failure()).isEmpty();
      assertThat(copyAndReplay().records()).isZero();
      disk.broken = "";
      journal.commit(replace(journal, directory, "three"));
      disk.broken = "force " + directory.getFileName();
      assertThat(code(() -> commitQuietly(journal, "four")))
          .isEqualTo(ErrorCode.STORAGE_UNAVAILABLE);
      assertThat(journal.failure()).isPresent();
      assertThat(copyAndReplay().records()).isZero();
    }
  }

  private void commitQuietly(Journal journal, String text) {
    try {
      journal.commit(replace(journal, directory, text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
