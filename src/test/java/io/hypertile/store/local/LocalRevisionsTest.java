package io.hypertile.store.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.journal.Journal;
import io.hypertile.journal.JournalSettings;
import io.hypertile.journal.change.JournalPaths;
import io.hypertile.journal.change.RootPath;
import io.hypertile.store.KeyChange;
import io.hypertile.store.MovesContract;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.Revision;
import io.hypertile.store.Revisions;
import io.hypertile.store.StagedObject;
import io.hypertile.store.Store;
import io.hypertile.store.StoreKey;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalRevisionsTest extends MovesContract {
  @TempDir private Path root;
  private Journal journal;

  @Override
  protected Store create() {
    journal = Journal.open(root, JournalSettings.standard());
    return new LocalStore("test", journal, RootPath.of("lake"));
  }

  @Override
  protected Revisions revisions() {
    return ((LocalStore) store).revisions();
  }

  @AfterEach
  void closeJournal() {
    journal.close();
  }

  @Test
  void nothingIsLeftBesideTheFilesOnceReadersAreGone() {
    StoreKey head = new StoreKey("a/zarr.json");
    for (int round = 0; round < 3; round++) {
      try (Revision base = revisions.open(head);
          StagedObject document = revisions.stage(ObjectBody.of(new byte[] {1, 2}));
          StagedObject chunk = revisions.stage(ObjectBody.of(new byte[] {3}));
          StagedObject unused = revisions.stage(ObjectBody.of(new byte[] {4}))) {
        assertThat(unused.size()).isOne();
        revisions.commit(
            base,
            List.of(
                new KeyChange.Put(head, document),
                new KeyChange.Put(new StoreKey("a/c/0"), chunk)));
        assertThat(JournalPaths.TEMPORARY.resolve(root)).isNotEmptyDirectory();
      }
      assertThat(JournalPaths.TEMPORARY.resolve(root)).isEmptyDirectory();
    }
    assertThat(root.resolve("lake/a/c/0")).hasBinaryContent(new byte[] {3});
  }

  @Test
  void smallObjectsTellTheVersionThatACommitGivesThem() {
    StoreKey head = new StoreKey("a/zarr.json");
    StoreKey key = new StoreKey("a/b/zarr.json");
    for (int round = 0; round < 3; round++) {
      try (Revisions.Batch batch = revisions.openBatch();
          Revision base = revisions.open(head);
          StagedObject document = batch.stageHead(ObjectBody.of(new byte[] {1, 2}));
          StagedObject below = revisions.stageNew(ObjectBody.of(new byte[round + 1]))) {
        assertThat(document.version()).isEmpty();
        revisions.commit(
            base, List.of(new KeyChange.Put(head, document), new KeyChange.Put(key, below)));
        assertThat(document.version()).isPresent();
        assertThat(below.version()).isPresent();
        try (Revision made = revisions.open(head)) {
          assertThat(made.version()).isEqualTo(document.version());
          assertThat(made.find(key).orElseThrow().version())
              .isEqualTo(below.version().orElseThrow());
        }
      }
    }
  }
}
