package io.hypertile.zarr.cells;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.array.Precondition;
import io.hypertile.journal.Journal;
import io.hypertile.journal.JournalSettings;
import io.hypertile.journal.change.JournalPaths;
import io.hypertile.journal.change.RootPath;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.store.Revisions;
import io.hypertile.store.Store;
import io.hypertile.store.StoreException;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.local.LocalStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalZarrWritingTest extends ZarrWritingContract {
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

  /** Other programs follow links, so that a chunk behind one must not be taken for absent. */
  @Test
  void linksAreNeitherFollowedNorTakenForAbsent() throws IOException {
    StorePrefix place = new StorePrefix("linked");
    Shape shape = Shape.of(8, 6);
    arrays.create(place, ZarrModel.document(shape, ZarrModel.LITTLE));
    Path outside = Files.write(root.resolve("outside"), new byte[4 * 6 * 4]);
    Path directory = Files.createDirectories(root.resolve("lake/linked/c/0"));
    Files.createSymbolicLink(directory.resolve("0"), outside);
    Files.createSymbolicLink(root.resolve("lake/linked/c/1"), root);
    for (long row : new long[] {0, 4}) {
      Region chunk = Region.of(new long[] {row, 0}, new long[] {row + 4, 6});
      try (ZarrCells cells = arrays.cells(place)) {
        assertThatThrownBy(() -> ZarrStores.read(cells, chunk))
            .isInstanceOf(StoreException.class)
            .hasMessageContaining("linked/c/" + row / 4 + "/0");
      }
    }
    Region below = Region.of(new long[] {4, 0}, new long[] {8, 6});
    try (ZarrArray array = arrays.find(place)) {
      assertThatThrownBy(
              () -> array.write(below, ZarrModel.source(new byte[96]), Precondition.NONE))
          .isInstanceOf(StoreException.class);
    }
    assertThat(outside).hasBinaryContent(new byte[96]);
    assertThat(root.resolve("0")).doesNotExist();
  }

  @AfterEach
  void nothingIsLeftBesideTheFiles() {
    journal.close();
    assertThat(JournalPaths.TEMPORARY.resolve(root)).isEmptyDirectory();
  }
}
