package io.hypertile.deker.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.deker.store.files.FileStamp;
import io.hypertile.deker.store.write.FreedSpace;
import io.hypertile.journal.Journal;
import io.hypertile.journal.JournalSettings;
import io.hypertile.journal.change.Change;
import io.hypertile.journal.change.Payload;
import io.hypertile.journal.change.RootPath;
import io.hypertile.journal.change.Transaction;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Bytes of replaced chunks are written again only when no replay of the log can bring them back.
 */
class FreedSpaceTest {
  private static final FileStamp STAMP = new FileStamp("inode", 1000, 5);

  @TempDir Path root;

  private final Path file = Path.of("array.hdf5");
  private Journal journal;
  private FreedSpace space;

  @BeforeEach
  void freeBytes() {
    journal = Journal.open(root, JournalSettings.standard());
    space = new FreedSpace(journal);
    List<FreedSpace.Run> freed = new ArrayList<>();
    FreedSpace.Taking taking = space.taking(file, new FileStamp("", 0, 0));
    taking.free(freed, 100, 50);
    taking.keep(file, STAMP, freed);
  }

  @AfterEach
  void close() {
    journal.close();
  }

  private void checkpoint() {
    byte[] bytes = {1};
    journal.commit(Transaction.of(new Change.WriteBytes(new RootPath("a"), 0, Payload.of(bytes))));
    journal.checkpoint();
  }

  @Test
  void bytesPastTheLogWaitForTwoCheckpoints() {
    assertThat(space.taking(file, STAMP).take(50, false)).isEmpty();
    checkpoint();
    assertThat(space.taking(file, STAMP).take(50, false)).isEmpty();
    checkpoint();
    assertThat(space.taking(file, STAMP).take(50, false)).hasValue(100);
  }

  @Test
  void bytesThroughTheLogAreFreeAtOnce() {
    FreedSpace.Taking taking = space.taking(file, STAMP);
    assertThat(taking.take(30, true)).hasValue(100);
    assertThat(taking.take(30, true)).isEmpty();
    assertThat(taking.take(20, true)).hasValue(130);
  }

  @Test
  void bytesTakenAreGoneOnceKept() {
    FreedSpace.Taking taking = space.taking(file, STAMP);
    assertThat(taking.take(50, true)).hasValue(100);
    FileStamp after = new FileStamp("inode", 1000, 6);
    taking.keep(file, after, List.of());
    assertThat(space.taking(file, after).take(1, true)).isEmpty();
  }

  @Test
  void fileOfAnotherStateHasNoFreeBytes() {
    FileStamp changed = new FileStamp("inode", 1000, 7);
    assertThat(space.taking(file, changed).take(1, true)).isEmpty();
  }
}
