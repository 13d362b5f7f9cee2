package io.hypertile.dataset.columns;

import io.hypertile.dataset.ArrayName;
import io.hypertile.dataset.DatasetName;
import io.hypertile.dataset.FigureCell;
import io.hypertile.store.SharedState.NotedRows;
import org.jspecify.annotations.Nullable;

/**
 * Runs of the columns of one state: those that are kept, brought up to date where they are not.
 *
 * @param numbered what stands for the columns
 */
record ColumnRuns(RunMemory memory, NumberedColumns numbered, NotedRows rows, FactsSource source) {
  /** Rows of a run in which there is a dataset. */
  ThereRun there(int number) {
    Object present = rows.run(number);
    if (memory.find(numbered.there(), number) instanceof ThereRun known && known.isOf(present)) {
      return known;
    }
    ThereRun made = new ThereRun(present, rows, number);
    memory.keep(numbered.there(), number, made);
    return made;
  }

  /** Attributes and arrays of the datasets of a run. */
  DescribedRun described(int number) {
    return kept(
        DescribedRun.class,
        numbered.described(),
        number,
        "",
        (known, present, changes) -> {
          DescribedRun.Builder next = new DescribedRun.Builder();
          for (int at = 0; at < changes.length; at++) {
            long row = row(number, at);
            if (!isThere(row, changes[at])) {
              next.set(at, FactsSource.Described.NONE);
            } else if (known != null && known.change(at) == changes[at]) {
              next.set(at, known.described(at));
            } else {
              next.set(at, source.describe(row, name(row)));
            }
          }
          return next.make(present, changes);
        });
  }

  /** Figures of the arrays of a name in a run. */
  FigureRun figures(int number, ArrayName array, Object column) {
    return kept(
        FigureRun.class,
        column,
        number,
        array.text(),
        (known, present, changes) -> {
          FigureRun.Builder next = new FigureRun.Builder();
          FigureCell cell = new FigureCell();
          for (int at = 0; at < changes.length; at++) {
            long row = row(number, at);
            if (isThere(row, changes[at])) {
              if (known != null && known.change(at) == changes[at]) {
                known.read(at, cell);
              } else {
                source.figures(row, name(row), array, cell);
              }
              next.set(at, cell);
            }
          }
          return next.make(present, changes);
        });
  }

  /** Makes a run of the one that was kept, if there is one, and of rows that were changed since. */
  @FunctionalInterface
  private interface Making<R extends Run> {
    R make(@Nullable R known, Object present, long[] changes);
  }

  /**
   * The run that is kept, made again if there were changes.
   *
   * @param array whose changes count; empty for those of the group
   */
  private <R extends Run> R kept(
      Class<R> type, Object column, int number, String array, Making<R> making) {
    Object present = rows.run(number);
    Run found = memory.find(column, number);
    R known = type.isInstance(found) ? type.cast(found) : null;
    if (known != null && known.isOf(present)) {
      return known;
    }
    long[] changes = Run.changes(rows, number, array);
    if (known != null && known.isOf(present, changes)) {
      return known;
    }
    R made = making.make(known, present, changes);
    memory.keep(column, number, made);
    return made;
  }

  private boolean isThere(long row, long change) {
    return change >= 0 && row < rows.rows() && rows.isThere(row);
  }

  private static long row(int number, int at) {
    return (long) number * NotedRows.RUN + at;
  }

  /** Name of a dataset that is there. */
  DatasetName name(long row) {
    return new DatasetName(rows.name(row).orElseThrow());
  }
}
