package io.hypertile.catalog;

import io.hypertile.filter.Key;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArrayId;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Brings a table in line with the arrays, a run of ids at a time, and writes only what differs. Ids
 * that were touched meanwhile are left alone. Used by the holder of the catalog's write lock.
 */
final class Reconciling {
  private static final int PIECE = 10_000;

  private final Connection connection;
  private final IndexTable table;
  private final UnreadableRows unreadable;
  private @Nullable ArrayId after;

  Reconciling(Connection connection, IndexTable table) {
    this.connection = connection;
    this.table = table;
    this.unreadable = new UnreadableRows(connection, table);
  }

  static void insert(Connection connection, IndexTable table, List<ArrayHeader> headers)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(table.insertion())) {
      for (ArrayHeader header : headers) {
        table.bind(statement, header.id(), new ArrayRow(header));
        statement.executeUpdate();
      }
    }
  }

  static void delete(Connection connection, IndexTable table, List<ArrayId> ids)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("DELETE FROM " + table.name() + " WHERE id = ?")) {
      for (ArrayId id : ids) {
        statement.setBytes(1, IndexTable.idKey(id));
        statement.executeUpdate();
      }
    }
  }

  /** Reconciles the ids behind those of the page before, up to the page's last. */
  void add(ArrayCatalog.Scanned page) throws SQLException {
    Map<ArrayId, List<Optional<Key>>> rows = rows(page.last());
    List<ArrayHeader> different = new ArrayList<>();
    for (ArrayHeader header : page.headers()) {
      List<Optional<Key>> row = rows.remove(header.id());
      if (!isTouched(header.id()) && !table.keys(new ArrayRow(header)).equals(row)) {
        different.add(header);
      }
    }
    write(different, rows);
    reconcile(page);
    after = page.last();
  }

  /** The unreadable ones of the page, likewise. */
  private void reconcile(ArrayCatalog.Scanned page) throws SQLException {
    Set<ArrayId> surplus = new HashSet<>();
    Optional<ArrayId> last = Optional.ofNullable(after);
    List<ArrayId> step = unreadable.ids(last, false, PIECE);
    while (!step.isEmpty()) {
      step.stream().filter(id -> id.compareTo(page.last()) <= 0).forEach(surplus::add);
      boolean ended = step.getLast().compareTo(page.last()) >= 0;
      step = ended ? List.of() : unreadable.ids(Optional.of(step.getLast()), false, PIECE);
    }
    List<ArrayId> added =
        page.unreadable().stream().filter(id -> !surplus.remove(id) && !isTouched(id)).toList();
    List<ArrayId> gone = untouched(List.copyOf(surplus));
    table.changes += added.isEmpty() && gone.isEmpty() ? 0 : 1;
    unreadable.insert(added);
    unreadable.delete(gone);
  }

  /** Reconciles the ids behind the last page: there are no arrays. */
  void end() throws SQLException {
    Optional<ArrayId> last = Optional.ofNullable(after);
    List<ArrayId> ids = idsBehind(after);
    while (!ids.isEmpty()) {
      delete(connection, table, untouched(ids));
      table.changes++;
      after = ids.getLast();
      ids = idsBehind(after);
    }
    ids = unreadable.ids(last, false, PIECE);
    while (!ids.isEmpty()) {
      unreadable.delete(untouched(ids));
      table.changes++;
      ids = unreadable.ids(Optional.of(ids.getLast()), false, PIECE);
    }
  }

  private List<ArrayId> untouched(List<ArrayId> ids) {
    return ids.stream().filter(id -> !isTouched(id)).toList();
  }

  private List<ArrayId> idsBehind(@Nullable ArrayId last) throws SQLException {
    List<ArrayId> ids = new ArrayList<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT id FROM " + table.name() + " WHERE id > ? ORDER BY id LIMIT " + PIECE)) {
      statement.setBytes(1, last == null ? new byte[] {0} : IndexTable.idKey(last));
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          ids.add(id(row));
        }
      }
    }
    return ids;
  }

  private static ArrayId id(ResultSet row) throws SQLException {
    return new ArrayId(new String(row.getBytes(1), StandardCharsets.US_ASCII));
  }

  private void write(List<ArrayHeader> different, Map<ArrayId, List<Optional<Key>>> surplus)
      throws SQLException {
    List<ArrayId> gone = untouched(List.copyOf(surplus.keySet()));
    table.changes += different.isEmpty() && gone.isEmpty() ? 0 : 1;
    insert(connection, table, different);
    delete(connection, table, gone);
  }

  private boolean isTouched(ArrayId id) {
    return table.touchedIds().contains(id);
  }

  private Map<ArrayId, List<Optional<Key>>> rows(ArrayId last) throws SQLException {
    String sql =
        "SELECT id%s FROM %s WHERE id > ? AND id <= ?".formatted(table.keyColumns(), table.name());
    Map<ArrayId, List<Optional<Key>>> rows = new HashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setBytes(1, after == null ? new byte[] {0} : IndexTable.idKey(after));
      statement.setBytes(2, IndexTable.idKey(last));
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          List<Optional<Key>> keys = new ArrayList<>();
          for (int at = 0; at < table.attributes.size(); at++) {
            keys.add(Optional.ofNullable(row.getBytes(2 + at)).map(Key::of));
          }
          rows.put(id(row), keys);
        }
      }
    }
    return rows;
  }
}
