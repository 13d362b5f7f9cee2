package io.hypertile.partition.index;

import io.hypertile.array.Version;
import io.hypertile.partition.index.parquet.Column;
import java.util.List;

/**
 * An index and its state.
 *
 * @param keys its columns of keys, in order
 * @param rows runs of rows with equal keys
 * @param bytes of its file
 * @param partitions that there are
 * @param changed those of them that the index does not know as they are; look-ups read the keys of
 *     these
 * @param version of the file
 */
public record IndexDescription(
    IndexName name,
    List<Column> keys,
    long rows,
    long bytes,
    int partitions,
    int changed,
    Version version) {
  /** Copies the list. */
  public IndexDescription {
    keys = List.copyOf(keys);
  }

  /** Names of the columns of keys, in order. */
  public List<String> columns() {
    return keys.stream().map(Column::name).toList();
  }
}
