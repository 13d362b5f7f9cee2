package io.hypertile.catalog;

import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The tables of the index by collection. Looking up is thread-safe; all else is done by the holder
 * of the catalog's write lock.
 */
final class IndexTables {
  /** Orders of one collection that have a table. */
  private static final int KEPT_ORDERS = 16;

  private final Connection connection;
  private final ConcurrentHashMap<CollectionName, IndexTable> tables = new ConcurrentHashMap<>();

  /** Rows of the file for collections that nobody has asked for yet. */
  private final Map<String, Row> rows = new HashMap<>();

  private final OrderTables orders;
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
    this.orders = new OrderTables(connection);
  }

  /** The table of a collection; empty if there is none for these attributes. */
  Optional<IndexTable> find(Collection collection) {
    IndexTable table = tables.computeIfAbsent(collection.name(), name -> adopt(collection));
    if (table == null || !table.attributes.equals(collection.arrays().attributes())) {
      return Optional.empty();
    }
    return Optional.of(table);
  }

  private @org.jspecify.annotations.Nullable IndexTable adopt(Collection collection) {
    synchronized (rows) {
      Row row = rows.get(collection.name().text());
      if (row == null
          || !row.digest().equals(IndexTable.digest(collection.arrays().attributes()))) {
        return null;
      }
      rows.remove(collection.name().text());
      IndexTable table = new IndexTable(row.number(), collection.arrays().attributes());
      table.current = row.current() && !doubted;
      orders.adopt(table);
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
    IndexTable table = new IndexTable(++lastNumber, collection.arrays().attributes());
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
      orders.dropAll(number);
      forgetMarks(number);
      SqliteFile.execute(connection, "DROP TABLE IF EXISTS c" + number);
      SqliteFile.execute(connection, "DROP TABLE IF EXISTS " + UnreadableRows.name("c" + number));
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

  /** Keeps marks of what the table of a collection was compared with, if it is current. */
  void keepMarks(Collection collection, byte[] marks) throws SQLException {
    IndexTable table = find(collection).filter(found -> found.current).orElse(null);
    if (table == null) {
      return;
    }
    try (PreparedStatement statement =
        connection.prepareStatement("INSERT OR REPLACE INTO compared VALUES (?, ?)")) {
      statement.setLong(1, table.number);
      statement.setBytes(2, marks);
      statement.executeUpdate();
    }
  }

  /** Forgets the marks of the table of a collection. */
  void forgetMarks(Collection collection) throws SQLException {
    Optional<IndexTable> table = find(collection);
    if (table.isPresent()) {
      forgetMarks(table.get().number);
    }
  }

  private void forgetMarks(long number) throws SQLException {
    SqliteFile.execute(connection, "DELETE FROM compared WHERE number = " + number);
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

  /** Whether a table is still that of its collection. */
  boolean isPresent(IndexTable table) {
    return tables.containsValue(table);
  }

  /** Makes the empty table of an order, and drops the one not used for longest if need be. */
  Optional<OrderTable> makeOrder(IndexTable table, String columns) throws SQLException {
    return isPresent(table) ? orders.make(table, columns, KEPT_ORDERS) : Optional.empty();
  }

  /** The table of an order has every row now. */
  void endOrder(OrderTable order) throws SQLException {
    orders.end(order);
  }

  /** Drops the table of an order that could not be filled; it is not made again. */
  void refuseOrder(IndexTable table, OrderTable order) throws SQLException {
    table.refusedOrders.add(order.columns);
    if (isPresent(table)) {
      orders.drop(table, order);
    }
  }
}
