package io.hypertile.partition.index;

import io.hypertile.error.TooLarge;
import io.hypertile.partition.PartitionKey;
import io.hypertile.partition.PartitionsState;
import io.hypertile.partition.index.parquet.ColumnValues;
import io.hypertile.partition.index.parquet.ParquetWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes the file of an index, of rows that an older one has as they are, and of others. */
final class IndexBuild {
  private static final long MOST_BYTES = 256L << 20;

  private final List<KeyColumn> columns;
  private final ParquetWriter writer;
  private final IndexRows rows;

  /** A build of an index of keys. */
  IndexBuild(List<KeyColumn> columns) {
    this.columns = columns;
    this.writer = new ParquetWriter(IndexRows.columns(columns));
    this.rows = new IndexRows(columns, this::write);
  }

  private void write(List<ColumnValues> group) {
    writer.add(group);
    if (writer.size() > MOST_BYTES) {
      throw TooLarge.resultPast(
          MOST_BYTES,
          "The index would have more than %d bytes; choose keys that stay the same for more rows."
              .formatted(MOST_BYTES));
    }
  }

  /**
   * The file of a state.
   *
   * @param present its partitions
   * @param before the older file; empty without one
   */
  byte[] build(PartitionsState state, PartitionVersions present, Optional<IndexFile> before) {
    KeyRuns runs = new KeyRuns(columns);
    Optional<StoredRuns> stored = before.map(file -> new StoredRuns(file, columns));
    Map<String, String> versions = new LinkedHashMap<>();
    for (PartitionVersions.Found each : present.all()) {
      PartitionKey key = each.key();
      if (before.isPresent() && before.get().isTrue(key, each.version())) {
        stored.orElseThrow().copy(key, rows);
      } else {
        runs.add(state, key, rows);
      }
      versions.put(key.path(), each.version());
    }
    rows.flush();
    return writer.finish(IndexFile.notes(versions));
  }

  /** Rows of an older file, with the group that was read last. */
  private static final class StoredRuns {
    private final IndexFile file;
    private final List<KeyColumn> columns;
    private final Map<String, List<IndexFile.Stretch>> stretches;
    private final List<ColumnValues> keys = new ArrayList<>();
    private long[] starts = {};
    private long[] stops = {};
    private int group = -1;

    StoredRuns(IndexFile file, List<KeyColumn> columns) {
      this.file = file;
      this.columns = columns;
      this.stretches = file.stretches();
    }

    void copy(PartitionKey key, IndexRows rows) {
      for (IndexFile.Stretch stretch : stretches.getOrDefault(key.path(), List.of())) {
        read(stretch.group());
        for (int row = stretch.from(); row < stretch.to(); row++) {
          for (int i = 0; i < keys.size(); i++) {
            rows.key(i).add(keys.get(i), row);
          }
          rows.add(starts[row], stops[row], key.path());
        }
      }
    }

    private void read(int wanted) {
      if (wanted != group) {
        keys.clear();
        columns.forEach(column -> keys.add(file.table().read(wanted, file.column(column.path()))));
        starts = file.wholes(wanted, IndexRows.START);
        stops = file.wholes(wanted, IndexRows.STOP);
        group = wanted;
      }
    }
  }
}
