package io.hypertile.partition.index;

import io.hypertile.partition.PartitionKey;
import io.hypertile.partition.PartitionsState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds the runs of rows with equal keys in partitions, by the bytes of their cells.
 *
 * @param columns the keys, at least one
 */
record KeyRuns(List<KeyColumn> columns) {
  /** Rows that are read at a time. */
  private static final int PIECE = 1 << 14;

  /** Adds the runs of a partition, in the order of their rows; gives the number of its rows. */
  long add(PartitionsState state, PartitionKey key, IndexRows target) {
    List<KeyCells> cells = new ArrayList<>();
    try {
      for (KeyColumn column : columns) {
        cells.add(new KeyCells(column, state.variable(column.path(), List.of(key)), PIECE));
      }
      long rows = cells.getFirst().rows();
      add(cells, rows, key.path(), target);
      return rows;
    } finally {
      cells.forEach(KeyCells::close);
    }
  }

  private static void add(List<KeyCells> cells, long rows, String path, IndexRows target) {
    boolean[] isOther = new boolean[(int) Math.min(PIECE, rows)];
    Run run = new Run(path, target);
    for (long from = 0; from < rows; from += PIECE) {
      int count = (int) Math.min(PIECE, rows - from);
      Arrays.fill(isOther, false);
      int first = from == 0 ? 1 : 0;
      for (KeyCells each : cells) {
        each.read(from, count);
        each.mark(isOther, first, count);
      }
      isOther[0] |= from == 0;
      for (int row = 0; row < count; row++) {
        if (isOther[row]) {
          run.end(from + row);
          for (int i = 0; i < cells.size(); i++) {
            cells.get(i).add(row, target.key(i));
          }
          run.start = from + row;
        }
      }
    }
    run.end(rows);
  }

  /** A run that was begun. */
  private static final class Run {
    private final String path;
    private final IndexRows target;
    private long start = -1;

    Run(String path, IndexRows target) {
      this.path = path;
      this.target = target;
    }

    void end(long stop) {
      if (start >= 0) {
        target.add(start, stop, path);
      }
    }
  }
}
