package io.hypertile.dataset.imports.source;

import io.hypertile.dataset.DatasetName;
import io.hypertile.dataset.NewDataset;
import io.hypertile.dataset.imports.ImportedDatasets;
import io.hypertile.error.CorruptDataException;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.TooLarge;
import io.hypertile.ndarray.CellSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Datasets of a file that a client chose: damage in it is the client's to know and no fault of the
 * server's, and no more cells are taken than a limit. For one thread.
 */
public final class GuardedDatasets implements ImportedDatasets {
  private final ImportedDatasets datasets;
  private final ErrorCode damage;
  private final long limit;
  private long taken;

  private GuardedDatasets(ImportedDatasets datasets, ErrorCode damage, long limit) {
    this.datasets = datasets;
    this.damage = damage;
    this.limit = limit;
  }

  /**
   * Opens datasets and guards them.
   *
   * @param damage code of the failure for a file that contradicts its format
   * @param limit most bytes of all cells
   */
  public static GuardedDatasets open(
      Supplier<ImportedDatasets> opener, ErrorCode damage, long limit) {
    try {
      return new GuardedDatasets(opener.get(), damage, limit);
    } catch (CorruptDataException e) {
      throw e.as(damage);
    }
  }

  @Override
  public int count() {
    return datasets.count();
  }

  @Override
  public DatasetName name(int index) {
    return datasets.name(index);
  }

  @Override
  public List<String> findings() {
    return datasets.findings();
  }

  @Override
  public NewDataset dataset(int index) {
    NewDataset dataset;
    try {
      dataset = datasets.dataset(index);
    } catch (CorruptDataException e) {
      throw e.as(damage);
    }
    List<NewDataset.NewArray> arrays = new ArrayList<>();
    for (NewDataset.NewArray array : dataset.arrays()) {
      array.cells().ifPresent(cells -> requireWithin(array));
      arrays.add(new NewDataset.NewArray(array.definition(), array.cells().map(Guarded::new)));
    }
    return new NewDataset(dataset.name(), dataset.attributes(), arrays);
  }

  /** Refuses before the first cell is read what is too much by its shape. */
  private void requireWithin(NewDataset.NewArray array) {
    double bytes = array.definition().dtype().isAnyLength() ? 1 : array.definition().dtype().size();
    for (long length : array.definition().shape().toArray()) {
      bytes *= length;
    }
    TooLarge.requireBody(bytes + taken > limit ? Long.MAX_VALUE : 0, limit, most -> detail());
  }

  private String detail() {
    return "The cells of an import have at most %d bytes; import a part of it.".formatted(limit);
  }

  private void take(int count) {
    taken += Math.max(0, count);
    if (taken > limit) {
      throw TooLarge.bodyPast(limit, detail());
    }
  }

  /** Cells whose damage is told and whose bytes are counted. */
  private final class Guarded implements CellSource {
    private final CellSource cells;

    Guarded(CellSource cells) {
      this.cells = cells;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
      try {
        int count = cells.read(target);
        take(count);
        return count;
      } catch (CorruptDataException e) {
        throw e.as(damage);
      }
    }

    @Override
    public void close() throws IOException {
      cells.close();
    }
  }

  @Override
  public void close() {
    datasets.close();
  }
}
