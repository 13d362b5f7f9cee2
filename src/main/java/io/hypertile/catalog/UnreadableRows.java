package io.hypertile.catalog;

import io.hypertile.filter.BoundFilter;
import io.hypertile.schema.ArrayId;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The table beside that of a collection with the ids of the arrays whose attributes cannot be read.
 * There are few as a rule. An id is in one of the two tables. For one thread.
 */
final class UnreadableRows {
  private static final int STEP = 1_000;

  private final Connection connection;
  private final String name;

  /** The rows of a collection, by a connection that reads or writes them. */
  UnreadableRows(Connection connection, IndexTable table) {
    this.connection = connection;
    this.name = name(table.name());
  }

  /** The name of the table beside a collection's. */
  static String name(String table) {
    return table + "_u";
  }

  static String creation(String table) {
    return "CREATE TABLE " + name(table) + " (id BLOB NOT NULL PRIMARY KEY) WITHOUT ROWID";
  }

  void insert(List<ArrayId> ids) throws SQLException {
    each("INSERT OR IGNORE INTO " + name + " VALUES (?)", ids);
  }

  void delete(List<ArrayId> ids) throws SQLException {
    each("DELETE FROM " + name + " WHERE id = ?", ids);
  }

  private void each(String sql, List<ArrayId> ids) throws SQLException {
    if (ids.isEmpty()) {
      return;
    }
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (ArrayId id : ids) {
        statement.setBytes(1, IndexTable.idKey(id));
        statement.executeUpdate();
      }
    }
  }

  /**
   * Ids that follow one another.
   *
   * @param after only ids behind this one in the direction; empty for the first
   * @param limit at most as many
   */
  List<ArrayId> ids(Optional<ArrayId> after, boolean descending, int limit) throws SQLException {
    String sql = "SELECT id FROM %s%s ORDER BY id%s LIMIT %d";
    String condition = after.isEmpty() ? "" : " WHERE id " + (descending ? "< ?" : "> ?");
    List<ArrayId> ids = new ArrayList<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            sql.formatted(name, condition, descending ? " DESC" : "", limit))) {
      if (after.isPresent()) {
        statement.setBytes(1, IndexTable.idKey(after.get()));
      }
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          ids.add(new ArrayId(new String(rows.getBytes(1), StandardCharsets.US_ASCII)));
        }
      }
    }
    return ids;
  }

  /** Those of {@link #ids} that a filter may match. */
  List<ArrayId> ids(Optional<ArrayId> after, boolean descending, int limit, BoundFilter filter)
      throws SQLException {
    List<ArrayId> found = new ArrayList<>();
    Optional<ArrayId> last = after;
    List<ArrayId> step = ids(last, descending, Math.max(STEP, limit));
    while (!step.isEmpty() && found.size() < limit) {
      for (ArrayId id : step) {
        if (found.size() < limit && ArrayRow.isMeantPerhaps(filter, id)) {
          found.add(id);
        }
      }
      last = Optional.of(step.getLast());
      step = ids(last, descending, Math.max(STEP, limit));
    }
    return found;
  }

  long count() throws SQLException {
    return SqliteFile.number(connection, "SELECT count(*) FROM " + name);
  }
}
