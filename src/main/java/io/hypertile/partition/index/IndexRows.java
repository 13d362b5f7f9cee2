package io.hypertile.partition.index;

import io.hypertile.partition.index.parquet.Column;
import io.hypertile.partition.index.parquet.ColumnType;
import io.hypertile.partition.index.parquet.ColumnValues;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Rows of an index that come one by one and leave in groups: the keys, then the first row of a run,
 * the row behind its last, and the path of its partition, as zcollection has them. For one thread.
 */
final class IndexRows {
  static final String START = "_start";
  static final String STOP = "_stop";
  static final String PARTITION = "_partition";

  /** Rows of a group. */
  static final int GROUP = 1 << 16;

  private final Consumer<List<ColumnValues>> taker;
  private final List<ColumnBuilder> keys = new ArrayList<>();
  private final ColumnBuilder starts = new ColumnBuilder(ColumnType.INT64);
  private final ColumnBuilder stops = new ColumnBuilder(ColumnType.INT64);
  private final ColumnBuilder partitions = new ColumnBuilder(ColumnType.TEXT);
  private long count;

  /** Rows that go to a taker. */
  IndexRows(List<KeyColumn> columns, Consumer<List<ColumnValues>> taker) {
    columns.forEach(column -> keys.add(new ColumnBuilder(column.type())));
    this.taker = taker;
  }

  /** The columns of an index of keys. */
  static List<Column> columns(List<KeyColumn> keys) {
    List<Column> columns = new ArrayList<>();
    keys.forEach(key -> columns.add(new Column(key.path(), key.type())));
    columns.add(new Column(START, ColumnType.INT64));
    columns.add(new Column(STOP, ColumnType.INT64));
    columns.add(new Column(PARTITION, ColumnType.TEXT));
    return columns;
  }

  /** The column of a key, to which each row's value is added before the row. */
  ColumnBuilder key(int column) {
    return keys.get(column);
  }

  /** Adds a row whose keys were added. */
  void add(long start, long stop, String path) {
    starts.add(start);
    stops.add(stop);
    partitions.add(path);
    count++;
    if (starts.size() == GROUP) {
      flush();
    }
  }

  /** Number of rows so far. */
  long count() {
    return count;
  }

  /** Passes the last rows on. */
  void flush() {
    if (starts.size() > 0) {
      List<ColumnValues> group = new ArrayList<>();
      keys.forEach(key -> group.add(key.take()));
      group.add(starts.take());
      group.add(stops.take());
      group.add(partitions.take());
      taker.accept(group);
    }
  }
}
