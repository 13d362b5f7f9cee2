package io.hypertile.partition.index;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.partition.index.parquet.Column;
import io.hypertile.partition.index.parquet.ColumnType;
import io.hypertile.partition.schema.GroupSchema;
import io.hypertile.partition.schema.PartitionedForm;
import io.hypertile.text.NearestNames;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Variables of a collection that can be keys: those with one value for each row. Immutable. */
final class IndexKeys {
  private static final int MOST_KEYS = 16;

  private final Map<String, KeyColumn> known = new LinkedHashMap<>();

  IndexKeys(PartitionedForm form) {
    for (GroupSchema.Placed placed : form.root().placed()) {
      boolean isOfRows = placed.variable().dimensions().equals(List.of(form.axis()));
      Optional<ColumnType> type = KeyColumn.type(placed.variable().dtype());
      if (isOfRows && type.isPresent()) {
        known.put(
            placed.path(), new KeyColumn(placed.path(), placed.variable().dtype(), type.get()));
      }
    }
  }

  /**
   * The columns of names.
   *
   * @throws ServiceException {@code invalid-request} if one is no key, or comes twice
   */
  List<KeyColumn> require(List<String> paths) {
    if (paths.isEmpty() || paths.size() > MOST_KEYS || new HashSet<>(paths).size() < paths.size()) {
      throw new ServiceException(
          ErrorCode.INVALID_REQUEST,
          "An index has 1 to " + MOST_KEYS + " columns, each once.",
          Map.of("pointer", "/columns"),
          null);
    }
    List<KeyColumn> columns = new ArrayList<>();
    for (String path : paths) {
      KeyColumn column = known.get(path);
      if (column == null) {
        throw unknown(path, known.keySet());
      }
      columns.add(column);
    }
    return columns;
  }

  private static ServiceException unknown(String path, Iterable<String> names) {
    List<String> all = new ArrayList<>();
    names.forEach(all::add);
    return new ServiceException(
        ErrorCode.INVALID_REQUEST,
        "%s is no column of keys; there are: %s.".formatted(path, String.join(", ", all)),
        Map.of("column", path, "nearest", NearestNames.of(path, all)),
        null);
  }

  /**
   * The columns that a file has, as they are made here.
   *
   * @throws ServiceException {@code unsupported-storage} if one is made of something else, so that
   *     its rows cannot be found again
   */
  List<KeyColumn> of(IndexFile file) {
    List<KeyColumn> columns = new ArrayList<>();
    for (Column column : file.keys()) {
      KeyColumn own = known.get(column.name());
      if (own == null || own.type() != column.type()) {
        throw new ServiceException(
            ErrorCode.UNSUPPORTED_STORAGE,
            "The index does not tell the state of the collection that it is of, and its column %s"
                    .formatted(column.name())
                + " is no variable with a value for each row, so that it cannot be brought up to"
                + " date here; delete it, and build one of variables.",
            Map.of("column", column.name()),
            null);
      }
      columns.add(own);
    }
    return columns;
  }

  /**
   * Values that keys of a file are asked for.
   *
   * @param values texts by names of columns
   * @throws ServiceException {@code invalid-request} if a column is unknown, or a text no value of
   *     it
   */
  static Map<String, KeyPredicate> predicates(IndexFile file, Map<String, List<String>> values) {
    Map<String, Column> columns = new LinkedHashMap<>();
    file.keys().forEach(column -> columns.put(column.name(), column));
    Map<String, KeyPredicate> predicates = new HashMap<>();
    values.forEach((name, texts) -> {
      Column column = columns.get(name);
      if (column == null) {
        throw unknown(name, columns.keySet());
      }
      predicates.put(name, KeyPredicate.parse(column, texts));
    });
    return predicates;
  }
}
