package io.hypertile.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hypertile.TestSeed;
import io.hypertile.error.CorruptDataException;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.journal.change.Change;
import io.hypertile.journal.change.Change.Delete;
import io.hypertile.journal.change.Change.DeleteTree;
import io.hypertile.journal.change.Change.Link;
import io.hypertile.journal.change.Change.MakeDirectories;
import io.hypertile.journal.change.Change.PutFile;
import io.hypertile.journal.change.Change.RemoveEmptyDirectories;
import io.hypertile.journal.change.Change.Replace;
import io.hypertile.journal.change.Change.SetLength;
import io.hypertile.journal.change.Change.Touch;
import io.hypertile.journal.change.Change.WriteBytes;
import io.hypertile.journal.change.Change.WriteFill;
import io.hypertile.journal.change.Payload;
import io.hypertile.journal.change.RootPath;
import io.hypertile.journal.change.Staging;
import io.hypertile.journal.change.Transaction;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class JournalTest {
  private static final RootPath FILE = RootPath.of("collections", "c", "a.bin");

  @TempDir Path root;

  private Journal open() {
    return Journal.open(root, JournalSettings.standard(), new UnforcedDisk());
  }

  private static Payload text(String text) {
    return Payload.of(text.getBytes(StandardCharsets.UTF_8));
  }

  private String read(RootPath path) throws IOException {
    return Files.readString(path.resolve(root));
  }

  @Test
  void durableIsToldBeforeTheFilesChange() throws IOException {
    List<String> told = new ArrayList<>();
    try (Journal journal = open()) {
      journal.commit(
          Transaction.of(new Change.PutFile(FILE, text("one"), Instant.EPOCH)),
          () -> told.add(Files.exists(FILE.resolve(root)) ? "late" : "early"));
      assertThat(told).containsExactly("early");
      assertThat(read(FILE)).isEqualTo("one");
      RootPath gone = RootPath.of("collections", "gone");
      assertThatThrownBy(() ->
              journal.commit(
                  Transaction.of(new Change.Touch(gone, Instant.EPOCH)), () -> told.add("no")))
          .isInstanceOf(ServiceException.class);
    }
    JournalSettings settled = JournalSettings.standard().settled();
    try (Journal journal = Journal.open(root, settled, new UnforcedDisk())) {
      Change put = new Change.PutFile(FILE, text("two"), Instant.EPOCH);
      journal.commit(Transaction.of(put), () -> told.add("no"));
      assertThat(read(FILE)).isEqualTo("two");
    }
    assertThat(told).containsExactly("early");
  }

  @Test
  void commitOfEveryChangeShowsInTheFiles() throws IOException {
    Instant time = Instant.ofEpochSecond(1_700_000_000L, 123_456_789);
    RootPath link = RootPath.of("links", "x", "a.bin");
    RootPath empty = RootPath.of("collections", "c", "e", "f");
    try (Journal journal = open()) {
      RootPath made = journal.temporary(".bin");
      Files.writeString(made.resolve(root), "0123456789");
      journal.commit(
          Transaction.of(
              new Replace(made, FILE),
              new WriteBytes(FILE, 2, text("ab")),
              new WriteFill(FILE, 4, 4, "xy".getBytes(StandardCharsets.UTF_8)),
              new SetLength(FILE, 9),
              new Touch(FILE, time),
              new Link(link, "../../collections/c/a.bin"),
              new MakeDirectories(empty)));
      assertThat(read(FILE)).isEqualTo("01abxyxy8");
      assertThat(read(link)).isEqualTo("01abxyxy8");
      assertThat(Files.getLastModifiedTime(FILE.resolve(root)).toInstant()).isEqualTo(time);
      assertThat(made.resolve(root)).doesNotExist();
      assertThat(empty.resolve(root)).isEmptyDirectory();
      journal.commit(
          Transaction.of(
              new Delete(link),
              new RemoveEmptyDirectories(empty, RootPath.of("collections", "c")),
              new Delete(RootPath.of("links", "nothing"))));
      assertThat(link.resolve(root)).doesNotExist();
      assertThat(root.resolve("collections/c/e")).doesNotExist();
      journal.commit(Transaction.of(new DeleteTree(new RootPath("collections"))));
      assertThat(root.resolve("collections")).doesNotExist();
    }
    try (Stream<Path> trash = Files.list(root.resolve(".hypertile/trash"))) {
      assertThat(trash).isEmpty();
    }
  }

  @Test
  void directoriesThatATransactionEmptiesAndMakesAgainAreThere() throws IOException {
    RootPath directory = RootPath.of("collections", "c", "e");
    RootPath file = directory.child("f");
    try (Journal journal = open()) {
      journal.commit(
          Transaction.of(
              new PutFile(file, text("one"), Instant.EPOCH),
              new Delete(file),
              new RemoveEmptyDirectories(directory, RootPath.of("collections")),
              new MakeDirectories(directory)));
      assertThat(directory.resolve(root)).isEmptyDirectory();
    }
  }

  @Test
  void putFileTakesThePlaceOfAFileOrALink() throws IOException {
    RootPath link = RootPath.of("links", "x", "a.bin");
    Instant time = Instant.ofEpochSecond(1_700_000_000L, 123_456_789);
    Journal journal = open();
    journal.commit(Transaction.of(new PutFile(FILE, text("first"), time)));
    try (InputStream open = Files.newInputStream(FILE.resolve(root))) {
      journal.commit(
          Transaction.of(
              new Link(link, "elsewhere"),
              new PutFile(FILE, text("second"), time),
              new PutFile(link, text("third"), time)));
      assertThat(open.readAllBytes()).asString().isEqualTo("first");
    }
    assertThat(read(FILE)).isEqualTo("second");
    assertThat(Files.getLastModifiedTime(FILE.resolve(root)).toInstant()).isEqualTo(time);
    assertThat(read(link)).isEqualTo("third");
    assertThatThrownBy(() ->
            journal.commit(Transaction.of(new PutFile(new RootPath("links"), text("x"), time))))
        .isInstanceOf(CorruptDataException.class);
    journal.close();
  }

  @Test
  void writeFillWithZerosPastTheEndExtendsTheFile() throws IOException {
    try (Journal journal = open()) {
      journal.commit(Transaction.of(new WriteBytes(FILE, 0, text("abcdef"))));
      journal.commit(Transaction.of(new WriteFill(FILE, 4, 1_000_000, new byte[8])));
      byte[] wanted = Arrays.copyOf("abcd".getBytes(StandardCharsets.UTF_8), 1_000_004);
      assertThat(FILE.resolve(root)).hasBinaryContent(wanted);
      journal.commit(Transaction.of(new SetLength(FILE, 2_000_000)));
      assertThat(FILE.resolve(root)).hasBinaryContent(Arrays.copyOf(wanted, 2_000_000));
    }
  }

  /** The same for a pattern of zeros as for another, and for bytes. */
  @Test
  void writingNothingPastTheEndLeavesTheFileAsLongAsItWas() throws IOException {
    RootPath made = RootPath.of("collections", "made.bin");
    try (Journal journal = open()) {
      journal.commit(Transaction.of(new WriteBytes(FILE, 0, text("abcdef"))));
      journal.commit(
          Transaction.of(
              new WriteFill(FILE, 7248, 0, new byte[3]),
              new WriteFill(FILE, 7248, 0, new byte[] {1}),
              new WriteBytes(FILE, 7248, text("")),
              new WriteFill(made, 7248, 0, new byte[1])));
      assertThat(read(FILE)).isEqualTo("abcdef");
      assertThat(read(made)).isEmpty();
    }
  }

  @Test
  void writeFillOfManyPatternsKeepsTheirPhase() throws IOException {
    byte[] pattern = {1, 2, 3, 4, 5, 6, 7};
    byte[] wanted = new byte[7 * 100_000 + 5];
    for (int i = 5; i < wanted.length; i++) {
      wanted[i] = pattern[(i - 5) % 7];
    }
    try (Journal journal = open()) {
      journal.commit(Transaction.of(new WriteFill(FILE, 5, wanted.length - 5, pattern)));
    }
    assertThat(FILE.resolve(root)).hasBinaryContent(wanted);
  }

  @Test
  void openWhileTheRootIsOwnedThrows() {
    try (Journal journal = open()) {
      assertThat(journal.replayReport().records()).isZero();
      ServiceException failure = catchThrowableOfType(ServiceException.class, this::open);
      assertThat(failure.code()).isEqualTo(ErrorCode.STORAGE_UNAVAILABLE);
      assertThat(failure.detail()).contains("in use");
    }
    open().close();
  }

  @Test
  void commitAfterCloseThrows() {
    Journal journal = open();
    journal.close();
    journal.close();
    assertThatThrownBy(() -> journal.commit(Transaction.of(new Delete(FILE))))
        .isInstanceOf(ServiceException.class);
  }

  @Test
  void stagedBytesAreWrittenFromMemoryAndFromFile() throws IOException {
    byte[] body = new byte[3_000_000];
    TestSeed.random().nextBytes(body);
    for (int size : new int[] {0, 1, 5_000, 1 << 20, (1 << 20) + 1, body.length}) {
      try (Journal journal = open();
          Staging staging = journal.stage()) {
        for (int at = 0; at < size; at += 70_000) {
          staging.append(ByteBuffer.wrap(body, at, Math.min(70_000, size - at)));
        }
        assertThat(staging.size()).isEqualTo(size);
        assertThat(staging.isFile()).isEqualTo(size > 1 << 20);
        int half = size / 2;
        RootPath second = RootPath.of("collections", "c", "b.bin");
        journal.commit(
            Transaction.of(
                new Delete(second),
                new WriteBytes(FILE, 0, staging.payload()),
                new WriteBytes(second, 0, staging.payload(half, size - half))));
        assertThat(Files.size(second.resolve(root))).isEqualTo(size - half);
        assertThat(second.resolve(root)).hasBinaryContent(Arrays.copyOfRange(body, half, size));
        assertThat(Arrays.copyOf(Files.readAllBytes(FILE.resolve(root)), size))
            .isEqualTo(Arrays.copyOf(body, size));
        assertThatThrownBy(() -> staging.append(ByteBuffer.allocate(1)))
            .isInstanceOf(IllegalArgumentException.class);
      }
    }
    assertThat(bodies()).isEmpty();
  }

  private List<String> bodies() throws IOException {
    try (Stream<Path> files = Files.list(root.resolve(".hypertile/journal"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(n -> n.endsWith(".body"))
          .toList();
    }
  }

  @Test
  void stagingThatIsNotUsedLeavesNothing() throws IOException {
    try (Journal journal = open()) {
      try (Staging staging = journal.stage()) {
        staging.append(MemorySegment.ofArray(new byte[2_000_000]));
        assertThat(bodies()).hasSize(1);
      }
      assertThat(bodies()).isEmpty();
    }
  }

  @Test
  void longRecordsFromMemoryGoThroughASideFile() throws IOException {
    try (Journal journal = open();
        Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocate(9_000_000);
      bytes.fill((byte) 7);
      journal.commit(
          Transaction.of(
              new WriteBytes(FILE, 3, bytes),
              new WriteBytes(FILE, 0, text("abc")),
              new WriteBytes(FILE, 9_000_003, MemorySegment.ofArray(new long[] {-1, -1}))));
      assertThat(bodies()).hasSize(1);
      byte[] found = Files.readAllBytes(FILE.resolve(root));
      assertThat(found).hasSize(9_000_019).startsWith(97, 98, 99, 7).endsWith(-1, -1, -1);
      assertThat(found[9_000_002]).isEqualTo((byte) 7);
      assertThat(found[9_000_003]).isEqualTo((byte) -1);
    }
  }

  @Test
  void temporaryFilesAreGoneAfterTheNextOpen() throws IOException {
    RootPath left;
    try (Journal journal = open()) {
      left = journal.temporary(".new");
      Files.writeString(left.resolve(root), "left");
    }
    try (Journal journal = open()) {
      assertThat(journal.temporary(".new")).isNotEqualTo(left);
      assertThat(left.resolve(root)).doesNotExist();
    }
  }

  @Test
  void symbolicLinkIsNeverWrittenThrough(@TempDir Path elsewhere) throws IOException {
    Path outside = Files.createFile(elsewhere.resolve("outside.bin"));
    Path kept = Files.createDirectory(root.resolve("kept"));
    Files.writeString(kept.resolve("f"), "kept");
    try (Journal journal = open()) {
      journal.commit(Transaction.of(new Link(FILE, outside.toString())));
      for (Change change :
          List.of(
              new WriteBytes(FILE, 0, text("x")),
              new SetLength(FILE, 5),
              new Touch(FILE, Instant.EPOCH))) {
        assertThatThrownBy(() -> journal.commit(Transaction.of(change)))
            .isInstanceOf(CorruptDataException.class);
      }
      assertThat(outside).isEmptyFile();
      journal.commit(
          Transaction.of(new Link(RootPath.of("collections", "c", "k"), kept.toString())));
      journal.commit(Transaction.of(new DeleteTree(new RootPath("collections"))));
    }
    assertThat(kept.resolve("f")).hasContent("kept");
  }

  @Test
  void commitWhenTheSourceOfARenameIsMissingThrowsNotFound() {
    try (Journal journal = open()) {
      RootPath missing = journal.temporary(".x");
      ServiceException failure =
          catchThrowableOfType(
              ServiceException.class,
              () -> journal.commit(Transaction.of(new Replace(missing, FILE))));
      assertThat(failure.code()).isEqualTo(ErrorCode.NOT_FOUND);
      assertThat(journal.failure()).isEmpty();
      assertThat(journal.statistics().records()).isZero();
    }
  }

  @Test
  void interruptDoesNotHurtTheJournal() throws IOException {
    try (Journal journal = open()) {
      Thread.currentThread().interrupt();
      journal.commit(Transaction.of(new WriteBytes(FILE, 0, text("abc"))));
      journal.checkpoint();
      assertThat(Thread.interrupted()).isTrue();
      journal.commit(Transaction.of(new WriteBytes(FILE, 3, text("def"))));
      assertThat(read(FILE)).isEqualTo("abcdef");
    }
  }

  @Test
  void commitsOfManyThreadsShareForces() throws Exception {
    int threads = 8;
    int rounds = 200;
    CountDownLatch start = new CountDownLatch(1);
    try (Journal journal = Journal.open(root, JournalSettings.standard());
        ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        RootPath own = new RootPath("f" + i);
        running.add(
            pool.submit(() -> {
              start.await();
              for (int round = 0; round < rounds; round++) {
                byte[] bytes = String.format("%08d", round).getBytes(StandardCharsets.UTF_8);
                journal.commit(
                    Transaction.of(
                        new WriteBytes(own, 0, Payload.of(bytes)),
                        new WriteBytes(new RootPath("shared"), 0, Payload.of(bytes))));
              }
              return null;
            }));
        running.add(
            pool.submit(() -> {
              for (int round = 0; round < 5; round++) {
                journal.checkpoint();
              }
            }));
      }
      start.countDown();
      for (Future<?> future : running) {
        future.get();
      }
      JournalStatistics statistics = journal.statistics();
      assertThat(statistics.records()).isEqualTo((long) threads * rounds);
      assertThat(statistics.syncs() + statistics.sharedSyncs()).isEqualTo(statistics.records());
      for (int i = 0; i < threads; i++) {
        assertThat(read(new RootPath("f" + i))).isEqualTo("00000199");
      }
      journal.checkpoint();
      assertThat(journal.statistics().pendingBytes()).isZero();
    }
  }

  @Test
  void fullSegmentIsReplacedInTheBackground() throws Exception {
    JournalSettings small =
        new JournalSettings(4096, java.time.Duration.ofMillis(20), 4096, 1 << 20);
    try (Journal journal = Journal.open(root, small, new UnforcedDisk())) {
      for (int i = 0; i < 20; i++) {
        journal.commit(Transaction.of(new WriteBytes(FILE, i, Payload.of(new byte[5000]))));
      }
      while (journal.statistics().pendingBytes() > 0) {
        Thread.sleep(5);
      }
      assertThat(journal.statistics().checkpoints()).isPositive();
    }
  }
}
