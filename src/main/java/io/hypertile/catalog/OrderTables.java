package io.hypertile.catalog;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The tables of orders in the file. Used by the holder of the catalog's write lock. */
final class OrderTables {
  private final Connection connection;

  /** Orders that the file has since before it was opened, by their collection's number. */
  private final Map<Long, List<OrderTable>> found = new ConcurrentHashMap<>();

  private long lastNumber;

  /** Reads what the file has, and drops what was not whole when it was closed. */
  OrderTables(Connection connection) throws SQLException {
    this.connection = connection;
    List<OrderTable> parts = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement("SELECT * FROM orders");
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        long collection = row.getLong("collection");
        OrderTable order =
            new OrderTable("c" + collection, row.getLong("number"), row.getString("columns"));
        order.whole = row.getInt("whole") == 1;
        lastNumber = Math.max(lastNumber, order.number);
        if (order.whole) {
          found.computeIfAbsent(collection, any -> new ArrayList<>()).add(order);
        } else {
          parts.add(order);
        }
      }
    }
    for (OrderTable part : parts) {
      remove(part);
    }
  }

  /** Gives a collection's table the orders that the file has. */
  void adopt(IndexTable table) {
    for (OrderTable order : found.getOrDefault(table.number, List.of())) {
      table.orders.put(order.columns, order);
    }
  }

  /**
   * Makes the empty table of an order.
   *
   * @param most so many are kept; the one not used for longest goes
   * @return the table; empty if there is one already
   */
  Optional<OrderTable> make(IndexTable table, String columns, int most) throws SQLException {
    if (table.orders.containsKey(columns)) {
      return Optional.empty();
    }
    while (table.orders.size() >= most) {
      Comparator<OrderTable> byUse = (one, other) -> Long.signum(one.used - other.used);
      drop(table, table.orders.values().stream().min(byUse).orElseThrow());
    }
    OrderTable order = new OrderTable(table.name(), ++lastNumber, columns);
    for (String sql : order.creation()) {
      SqliteFile.execute(connection, sql);
    }
    try (PreparedStatement statement =
        connection.prepareStatement("INSERT INTO orders VALUES (?, ?, ?, 0)")) {
      statement.setLong(1, table.number);
      statement.setLong(2, order.number);
      statement.setString(3, columns);
      statement.executeUpdate();
    }
    table.orders.put(columns, order);
    return Optional.of(order);
  }

  /** An order's table has every row now. */
  void end(OrderTable order) throws SQLException {
    SqliteFile.execute(connection, "UPDATE orders SET whole = 1 WHERE number = " + order.number);
  }

  void drop(IndexTable table, OrderTable order) throws SQLException {
    table.orders.remove(order.columns, order);
    remove(order);
  }

  private void remove(OrderTable order) throws SQLException {
    for (String sql : order.removal()) {
      SqliteFile.execute(connection, sql);
    }
    SqliteFile.execute(connection, "DELETE FROM orders WHERE number = " + order.number);
  }

  /** Drops the orders of a collection's table. */
  void dropAll(long collection) throws SQLException {
    found.remove(collection);
    List<OrderTable> orders = new ArrayList<>();
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT number FROM orders WHERE collection = ?")) {
      statement.setLong(1, collection);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          orders.add(new OrderTable("c" + collection, row.getLong(1), "id"));
        }
      }
    }
    for (OrderTable order : orders) {
      remove(order);
    }
  }
}
