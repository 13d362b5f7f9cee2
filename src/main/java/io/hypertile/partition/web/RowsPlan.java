package io.hypertile.partition.web;

import io.hypertile.array.CellArray;
import io.hypertile.array.Version;
import io.hypertile.cells.web.SeveralCells;
import io.hypertile.partition.PartitionKey;
import io.hypertile.partition.PartitionsState;
import io.hypertile.reading.PlannedAccess;
import io.hypertile.slice.Selection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Cells of some variables of some partitions for one answer, planned and not begun. Used by one
 * thread; must be closed.
 */
final class RowsPlan implements AutoCloseable {
  private final List<CellArray> unread = new ArrayList<>();
  private final SeveralCells cells;
  private boolean isOfRows;
  private boolean hasRows;

  /**
   * Plans the cells of variables.
   *
   * @param state in which the partitions were found
   * @param keys of the partitions
   * @param paths of the variables, in the order of the answer
   * @throws io.hypertile.error.ServiceException {@code invalid-slice} with the member {@code
   *     variable}
   */
  RowsPlan(PartitionsState state, List<PartitionKey> keys, List<String> paths, RowSelection query) {
    List<CellArray> opened = new ArrayList<>();
    boolean isPlanned = false;
    try {
      paths.forEach(path -> opened.add(state.variable(path, keys)));
      query.requireKnown(opened);
      this.cells = plan(paths, opened, query, state.version(keys));
      isPlanned = true;
    } finally {
      if (!isPlanned) {
        opened.forEach(CellArray::close);
      }
    }
  }

  private SeveralCells plan(
      List<String> paths, List<CellArray> opened, RowSelection query, Version version) {
    List<SeveralCells.Box> boxes = new ArrayList<>();
    List<PlannedAccess> reads = new ArrayList<>();
    List<String> versions = new ArrayList<>();
    for (int i = 0; i < paths.size(); i++) {
      CellArray array = opened.get(i);
      Selection selection = query.resolve(paths.get(i), array.spec());
      boxes.add(
          new SeveralCells.Box(
              paths.get(i),
              Optional.of(new SeveralCells.Form(array.spec(), selection, array.nulls()))));
      if (query.isOfRows(array.spec())) {
        hasRows |= selection.cells() > 0;
        isOfRows = true;
      }
      if (selection.cells() > 0) {
        reads.add(PlannedAccess.of(array, selection));
      } else {
        unread.add(array);
      }
      versions.add(paths.get(i) + '\n' + array.version().text() + '\n');
    }
    // The first part is that of the partitions, by which changes of them are guarded.
    String all = version.text() + '.' + Version.digest(versions).text();
    return new SeveralCells(boxes, reads, new Version(all), true);
  }

  /** Whether there are variables that have rows, and no row is selected. */
  boolean isEmpty() {
    return isOfRows && !hasRows;
  }

  /** The planned cells, which this closes. */
  SeveralCells cells() {
    return cells;
  }

  @Override
  public void close() {
    try (cells) {
      unread.forEach(CellArray::close);
    }
  }
}
