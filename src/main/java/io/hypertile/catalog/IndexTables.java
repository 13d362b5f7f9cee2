package io.hypertile.catalog;

import io.hypertile.filter.ArrayOrder;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The tables of the index by collection. Looking up is thread-safe; all else is done by who holds
 * the catalog's write lock.
 */
final class IndexTables {
  /** Orders of one collection that are kept indexed. */
  private static final int KEPT_INDEXES = 16;

  private final Connection connection;
  private final ConcurrentHashMap<CollectionName, IndexTable> tables = new ConcurrentHashMap<>();

  /** What the file says of collections that were not asked for yet. */
  private final Map<String, Row> rows = new HashMap<>();

  private volatile boolean doubted;
  private long lastNumber;

  private record Row(long number, String digest, boolean current) {}

  IndexTables(Connection connection) throws SQLException {
    this.connection = connection;
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT * FROM collections")) {
      while (row.next()) {
        rows.put(
            row.getString("name"),
            new Row(row.getLong("number"), row.getString("digest"), row.getInt("current") == 1));
        lastNumber = Math.max(lastNumber, row.getLong("number"));
      }
    }
  }

  /** The table of a collection; empty if there is none for these attributes. */
  Optional<IndexTable> find(Collection collection) {
    IndexTable table = tables.computeIfAbsent(collection.name(), name -> adopt(collection));
    if (table == null || !table.attributes.equals(collection.schema().attributes())) {
      return Optional.empty();
    }
    return Optional.of(table);
  }

  private @org.jspecify.annotations.Nullable IndexTable adopt(Collection collection) {
    synchronized (rows) {
      Row row = rows.get(collection.name().text());
      if (row == null || !row.digest().equals(IndexTable.digest(collection.schema()))) {
        return null;
      }
      rows.remove(collection.name().text());
      IndexTable table = new IndexTable(row.number(), collection.schema());
      table.current = row.current() && !doubted;
      return table;
    }
  }

  IndexTable findOrMake(Collection collection) throws SQLException {
    Optional<IndexTable> found = find(collection);
    return found.isPresent() ? found.get() : make(collection);
  }

  /** Makes an empty table in place of what there was. */
  IndexTable make(Collection collection) throws SQLException {
    drop(collection.name());
    IndexTable table = new IndexTable(++lastNumber, collection.schema());
    for (String statement : table.creation()) {
      SqliteFile.execute(connection, statement);
    }
    save(collection.name(), table);
    tables.put(collection.name(), table);
    return table;
  }

  private void save(CollectionName name, IndexTable table) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("INSERT OR REPLACE INTO collections VALUES (?, ?, ?, ?)")) {
      statement.setString(1, name.text());
      statement.setLong(2, table.number);
      statement.setString(3, table.digest);
      statement.setInt(4, table.current ? 1 : 0);
      statement.executeUpdate();
    }
  }

  void drop(CollectionName name) throws SQLException {
    tables.remove(name);
    synchronized (rows) {
      rows.remove(name.text());
    }
    long number = findNumber(name);
    if (number > 0) {
      lastNumber = Math.max(lastNumber, number);
      SqliteFile.execute(connection, "DROP TABLE IF EXISTS c" + number);
    }
    try (PreparedStatement statement =
        connection.prepareStatement("DELETE FROM collections WHERE name = ?")) {
      statement.setString(1, name.text());
      statement.executeUpdate();
    }
  }

  /** Number of a collection's table in the file, 0 without. A table in use cannot be dropped. */
  private long findNumber(CollectionName name) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT number FROM collections WHERE name = ?")) {
      statement.setString(1, name.text());
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? row.getLong(1) : 0;
      }
    }
  }

  IndexTable beginScan(Collection collection) throws SQLException {
    IndexTable table = findOrMake(collection);
    table.beginScan();
    return table;
  }

  void setCurrent(CollectionName name, IndexTable table, boolean current) throws SQLException {
    table.current = current;
    save(name, table);
  }

  /** After a failed write nobody knows what is missing. */
  void doubtAll() {
    doubted = true;
    tables
        .values()
        .forEach(table -> {
          table.current = false;
          table.doubted = true;
        });
  }

  /** Whether a write failed since the index was opened. */
  boolean isDoubted() {
    return doubted;
  }

  boolean isIndexed(IndexTable table, ArrayOrder order) {
    return table.isOrderedAlready(order) || table.ordered.contains(table.orderColumns(order));
  }

  /** Makes the index of an order, and drops the oldest one when there are many. */
  void index(IndexTable table, ArrayOrder order) throws SQLException {
    String columns = table.orderColumns(order);
    String name = table.name() + "_" + HexFormat.of().toHexDigits(columns.hashCode());
    SqliteFile.execute(
        connection,
        "CREATE INDEX IF NOT EXISTS " + name + " ON " + table.name() + " (" + columns + ")");
    table.ordered.add(columns);
    table.indexes.add(name);
    if (table.indexes.size() > KEPT_INDEXES) {
      SqliteFile.execute(connection, "DROP INDEX IF EXISTS " + table.indexes.removeFirst());
      table.ordered.clear();
    }
  }
}
