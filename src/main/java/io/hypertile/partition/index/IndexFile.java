package io.hypertile.partition.index;

import io.hypertile.error.CorruptDataException;
import io.hypertile.partition.PartitionKey;
import io.hypertile.partition.index.parquet.Column;
import io.hypertile.partition.index.parquet.ColumnType;
import io.hypertile.partition.index.parquet.ColumnValues;
import io.hypertile.partition.index.parquet.ParquetTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * An index as it is stored. Beside the rows stand the versions of the partitions that they were
 * made of; one that has no version here, as in files of other programs, is taken for changed.
 *
 * @param table its rows
 * @param versions of partitions, by their paths
 */
record IndexFile(ParquetTable table, Map<String, String> versions) {
  private static final String NOTE = "hypertile.partitions";

  /** Reads the beginning of a file, and checks that it has the columns of an index. */
  static IndexFile open(RevisionInput input) {
    ParquetTable table = ParquetTable.open(input);
    requireColumn(table, input, IndexRows.START, ColumnType.INT64);
    requireColumn(table, input, IndexRows.STOP, ColumnType.INT64);
    requireColumn(table, input, IndexRows.PARTITION, ColumnType.TEXT);
    return new IndexFile(table, versions(table, input));
  }

  private static void requireColumn(
      ParquetTable table, RevisionInput input, String name, ColumnType type) {
    if (!table.columns().contains(new Column(name, type))) {
      throw new CorruptDataException(
          input.name(), "column " + name, -1, "an index has this column, of " + type, null);
    }
  }

  private static Map<String, String> versions(ParquetTable table, RevisionInput input) {
    Map<String, String> versions = new HashMap<>();
    String note = table.notes().get(NOTE);
    if (note == null) {
      return versions;
    }
    try {
      for (Map.Entry<String, JsonNode> each : JsonMapper.shared().readTree(note).properties()) {
        versions.put(each.getKey(), each.getValue().asString());
      }
      return versions;
    } catch (JacksonException e) {
      throw new CorruptDataException(input.name(), NOTE, -1, "not an object of texts", e);
    }
  }

  /** The notes of a file about partitions of versions. */
  static Map<String, String> notes(Map<String, String> versions) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    versions.forEach(node::put);
    return Map.of(NOTE, node.toString());
  }

  /** The keys: all columns but those that say which rows. */
  List<Column> keys() {
    List<String> others = List.of(IndexRows.START, IndexRows.STOP, IndexRows.PARTITION);
    return table.columns().stream().filter(column -> !others.contains(column.name())).toList();
  }

  /** The place of a column, which there is. */
  int column(String name) {
    return table.columns().stream().map(Column::name).toList().indexOf(name);
  }

  /** Whether the rows of a partition are still as the index has them. */
  boolean isTrue(PartitionKey key, String version) {
    return version.equals(versions.get(key.path()));
  }

  /** Values of a column as whole numbers, which it has. */
  long[] wholes(int group, String name) {
    return ((ColumnValues.Wholes) table.read(group, column(name))).values();
  }

  /** Paths of partitions. */
  ColumnValues.Texts paths(int group) {
    return (ColumnValues.Texts) table.read(group, column(IndexRows.PARTITION));
  }

  /**
   * Rows that stand together.
   *
   * @param group they are in
   * @param from first row in the group
   * @param to row behind the last
   */
  record Stretch(int group, int from, int to) {}

  /** The places of the rows of each partition. */
  Map<String, List<Stretch>> stretches() {
    Map<String, List<Stretch>> found = new LinkedHashMap<>();
    for (int group = 0; group < table.groups(); group++) {
      ColumnValues.Texts paths = paths(group);
      int[] places = paths.places();
      int from = 0;
      while (from < places.length) {
        int to = from + 1;
        while (to < places.length && places[to] == places[from]) {
          to++;
        }
        found
            .computeIfAbsent(paths.texts().get(places[from]), path -> new ArrayList<>())
            .add(new Stretch(group, from, to));
        from = to;
      }
    }
    return found;
  }
}
