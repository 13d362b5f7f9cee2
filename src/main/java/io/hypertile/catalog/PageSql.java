package io.hypertile.catalog;

import io.hypertile.filter.ArrayOrder;
import io.hypertile.filter.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The ranges of an order that lie behind a position, nearest first. Each is a run of the order's
 * index, so that a page costs the same wherever it begins.
 */
final class PageSql {
  /** A condition with its parameters. */
  record KeyRange(String condition, List<byte[]> parameters) {}

  private final IndexTable table;
  private final String prefix;

  /**
   * Ranges of a table.
   *
   * @param prefix text before its columns; empty for the collection's own table, where NULL is NULL
   *     and not an empty key
   */
  PageSql(IndexTable table, String prefix) {
    this.table = table;
    this.prefix = prefix;
  }

  /** All ranges as one. */
  static KeyRange union(List<KeyRange> ranges) {
    List<byte[]> parameters = new ArrayList<>();
    ranges.forEach(range -> parameters.addAll(range.parameters()));
    String condition =
        ranges.stream()
            .map(range -> "(" + range.condition() + ")")
            .collect(Collectors.joining(" OR "));
    return new KeyRange(condition, parameters);
  }

  /**
   * The ranges behind a position.
   *
   * @param after the position; the empty list for all
   */
  List<KeyRange> ranges(ArrayOrder order, List<Optional<Key>> after) {
    if (after.isEmpty()) {
      return List.of(new KeyRange("1", List.of()));
    }
    List<KeyRange> ranges = new ArrayList<>();
    for (int depth = order.terms().size() - 1; depth >= 0; depth--) {
      Optional<Key> value = after.get(depth);
      if (value.isEmpty()) {
        continue;
      }
      List<String> conditions = new ArrayList<>();
      List<byte[]> parameters = new ArrayList<>();
      for (int at = 0; at < depth; at++) {
        equal(order.terms().get(at), after.get(at), conditions, parameters);
      }
      ArrayOrder.Term term = order.terms().get(depth);
      Optional<String> nulls = table.nullColumn(term.field()).map(prefix::concat);
      List<String> behind = new ArrayList<>(conditions);
      nulls.ifPresent(column -> behind.add(column + " = 0"));
      behind.add(prefix + table.column(term.field()) + (term.descending() ? " < ?" : " > ?"));
      List<byte[]> behindParameters = new ArrayList<>(parameters);
      behindParameters.add(value.get().bytes());
      ranges.add(new KeyRange(String.join(" AND ", behind), behindParameters));
      if (nulls.isPresent()) {
        conditions.add(isNull(term, nulls.get()));
        ranges.add(new KeyRange(String.join(" AND ", conditions), parameters));
      }
    }
    return ranges;
  }

  private void equal(
      ArrayOrder.Term term, Optional<Key> value, List<String> conditions, List<byte[]> parameters) {
    Optional<String> nulls = table.nullColumn(term.field()).map(prefix::concat);
    nulls.ifPresent(
        column -> conditions.add(value.isPresent() ? column + " = 0" : isNull(term, column)));
    value.ifPresent(key -> {
      conditions.add(prefix + table.column(term.field()) + " = ?");
      parameters.add(key.bytes());
    });
  }

  /** Names both columns, so that the order within is seen to hang on neither. */
  private String isNull(ArrayOrder.Term term, String nulls) {
    String none = prefix.isEmpty() ? " IS NULL" : " = x''";
    return nulls + " = 1 AND " + prefix + table.column(term.field()) + none;
  }
}
