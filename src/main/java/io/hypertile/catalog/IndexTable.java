package io.hypertile.catalog;

import io.hypertile.filter.ArrayOrder;
import io.hypertile.filter.Field;
import io.hypertile.filter.Key;
import io.hypertile.filter.Row;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.AttributeSchema;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The table of one collection: its arrays' ids, a key for each attribute in {@code a0, a1, …} and,
 * where the attribute may be null, {@code n0, n1, …} with 1 for null, by which nulls come last. The
 * state beside the columns is guarded by the catalog's write lock, except where it is volatile.
 */
final class IndexTable {
  final long number;
  final String digest;
  final List<AttributeSchema> attributes;

  /** The tables of orders by their columns, also those that are being filled. */
  final Map<String, OrderTable> orders = new ConcurrentHashMap<>();

  /** Columns of orders whose table could not be made. */
  final Set<String> refusedOrders = ConcurrentHashMap.newKeySet();

  /** Ids changed since the rebuild under way began; null when there is none. */
  @Nullable Set<ArrayId> touched;

  /** Whether the files contradicted the index since the rebuild under way began. */
  boolean doubted;

  /** Changes noted; tells whether a count still holds. */
  volatile long changes;

  volatile boolean current;

  volatile Counted counted = new Counted(-1, 0);

  /** Rows at a number of changes. */
  record Counted(long changes, long rows) {}

  IndexTable(long number, List<AttributeSchema> attributes) {
    this.number = number;
    this.attributes = List.copyOf(attributes);
    this.digest = digest(attributes);
  }

  /** Text that two collections share when their arrays have the same attributes. */
  static String digest(List<AttributeSchema> attributes) {
    return attributes.toString();
  }

  String name() {
    return "c" + number;
  }

  /** Statements that make the table, that of its unreadable arrays and the index of its keys. */
  List<String> creation() {
    StringJoiner columns =
        new StringJoiner(", ", "CREATE TABLE " + name() + " (", ") WITHOUT ROWID");
    columns.add("id BLOB NOT NULL PRIMARY KEY");
    StringJoiner key =
        new StringJoiner(", ", "CREATE INDEX " + name() + "_key ON " + name() + " (", ", id)");
    boolean keyed = false;
    for (int at = 0; at < attributes.size(); at++) {
      columns.add("a" + at + " BLOB");
      if (attributes.get(at).primary()) {
        key.add("a" + at);
        keyed = true;
      } else {
        columns.add("n" + at + " INTEGER NOT NULL");
      }
    }
    List<String> statements =
        new ArrayList<>(List.of(columns.toString(), UnreadableRows.creation(name())));
    if (keyed) {
      statements.add(key.toString());
    }
    return statements;
  }

  /** The statement that puts a row in place of the one of its id; no row goes in between. */
  String insertion() {
    List<String> names = new ArrayList<>();
    for (int at = 0; at < attributes.size(); at++) {
      names.add("a" + at);
      if (!attributes.get(at).primary()) {
        names.add("n" + at);
      }
    }
    String changes =
        names.isEmpty()
            ? "NOTHING"
            : "UPDATE SET "
                + names.stream()
                    .map(name -> name + " = excluded." + name)
                    .collect(Collectors.joining(", "));
    names.addFirst("id");
    return "INSERT INTO %s (%s) VALUES (%s) ON CONFLICT (id) DO %s"
        .formatted(
            name(),
            String.join(", ", names),
            String.join(", ", Collections.nCopies(names.size(), "?")),
            changes);
  }

  /** Sets the parameters of {@link #insertion}. */
  void bind(PreparedStatement statement, ArrayId id, Row row) throws SQLException {
    int parameter = 0;
    statement.setBytes(++parameter, idKey(id));
    List<Optional<Key>> keys = keys(row);
    for (int at = 0; at < attributes.size(); at++) {
      Optional<Key> key = keys.get(at);
      statement.setBytes(++parameter, key.map(Key::bytes).orElse(null));
      if (!attributes.get(at).primary()) {
        statement.setInt(++parameter, key.isPresent() ? 0 : 1);
      }
    }
  }

  /** The keys of a row in the order of the columns. */
  List<Optional<Key>> keys(Row row) {
    return attributes.stream().map(attribute -> row.key(new Field.Attribute(attribute))).toList();
  }

  /** The columns of {@link #keys}, each after a comma. */
  String keyColumns() {
    StringBuilder columns = new StringBuilder();
    for (int at = 0; at < attributes.size(); at++) {
      columns.append(", a").append(at);
    }
    return columns.toString();
  }

  static byte[] idKey(ArrayId id) {
    return id.text().getBytes(java.nio.charset.StandardCharsets.US_ASCII);
  }

  /** The column with a field's keys. */
  String column(Field field) {
    return switch (field) {
      case Field.Id ignored -> "id";
      case Field.Attribute attribute -> "a" + attributes.indexOf(attribute.schema());
    };
  }

  /** The column that says whether a field is null; empty when it never is. */
  Optional<String> nullColumn(Field field) {
    return switch (field) {
      case Field.Id ignored -> Optional.empty();
      case Field.Attribute attribute ->
          attribute.schema().primary()
              ? Optional.empty()
              : Optional.of("n" + attributes.indexOf(attribute.schema()));
    };
  }

  /** Columns that an order sorts by, with their directions. */
  String orderColumns(ArrayOrder order) {
    return orderColumns(order, "");
  }

  /**
   * Columns that an order sorts by.
   *
   * @param sign text before each: a table, or a plus, which keeps SQLite from using an index
   */
  String orderColumns(ArrayOrder order, String sign) {
    StringJoiner columns = new StringJoiner(", ");
    for (ArrayOrder.Term term : order.terms()) {
      nullColumn(term.field()).map(sign::concat).ifPresent(columns::add);
      columns.add(sign + column(term.field()) + (term.descending() ? " DESC" : ""));
    }
    return columns.toString();
  }

  /** Whether rows are found in this order without an index made for it. */
  boolean isOrderedAlready(ArrayOrder order) {
    StringJoiner key = new StringJoiner(", ");
    StringJoiner reversed = new StringJoiner(", ");
    for (int at = 0; at < attributes.size(); at++) {
      if (attributes.get(at).primary()) {
        key.add("a" + at);
        reversed.add("a" + at + " DESC");
      }
    }
    String columns = orderColumns(order);
    return columns.equals(key.add("id").toString())
        || columns.equals(reversed.add("id DESC").toString())
        || columns.equals("id")
        || columns.equals("id DESC");
  }

  void beginScan() {
    touched = ConcurrentHashMap.newKeySet();
    doubted = false;
  }

  void touch(ArrayId id) {
    changes++;
    if (touched != null) {
      touched.add(id);
    }
  }

  Set<ArrayId> touchedIds() {
    return touched == null ? new HashSet<>() : touched;
  }
}
