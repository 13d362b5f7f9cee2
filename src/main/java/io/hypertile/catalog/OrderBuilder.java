package io.hypertile.catalog;

import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Fills the tables of orders, one after the other in the background. A table gets its triggers
 * first; then a reader of the state of that moment gives all ids in the order, and the rows that
 * these have by then are added in transactions of a few milliseconds, between which writers take
 * their turns. A row that changed meanwhile is there already by the triggers. Thread-safe.
 */
final class OrderBuilder implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(OrderBuilder.class.getName());

  /** Rows that are added at a time. */
  static final int STEP = 500;

  /** Writes to the index in one transaction. */
  @FunctionalInterface
  interface Writing {
    /** Does all of the work or none; whether it was done. */
    boolean write(SqliteCatalog.Work work);
  }

  /** An order that a list asked for. */
  private record Asked(IndexTable table, String columns) {}

  private final SqliteFile file;
  private final IndexTables tables;
  private final Writing writing;
  private final Runnable betweenSteps;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("catalog-order").factory());
  private final Set<Asked> underWay = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /**
   * A builder.
   *
   * @param betweenSteps run after each step
   */
  OrderBuilder(SqliteFile file, IndexTables tables, Writing writing, Runnable betweenSteps) {
    this.file = file;
    this.tables = tables;
    this.writing = writing;
    this.betweenSteps = betweenSteps;
  }

  /** Starts to build the table of an order, unless it is being built or has failed. */
  void ask(IndexTable table, String columns) {
    Asked asked = new Asked(table, columns);
    if (table.refusedOrders.contains(columns) || !underWay.add(asked)) {
      return;
    }
    try {
      thread.execute(() -> {
        try {
          build(table, columns);
        } finally {
          underWay.remove(asked);
        }
      });
    } catch (RejectedExecutionException e) {
      underWay.remove(asked);
    }
  }

  private void build(IndexTable table, String columns) {
    List<OrderTable> made = new ArrayList<>();
    if (!writing.write(() -> tables.makeOrder(table, columns).ifPresent(made::add))
        || made.isEmpty()) {
      return;
    }
    OrderTable order = made.getFirst();
    long start = System.nanoTime();
    try {
      boolean filled =
          file.askAtLength(reader -> fill(reader, table, order), () -> isWanted(table, order));
      if (filled && writing.write(() -> end(table, order)) && isWanted(table, order)) {
        order.whole = true;
        LOG.log(
            Level.DEBUG,
            "ordered a collection by {0} in {1} ms",
            columns,
            TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
      }
    } catch (SQLException e) {
      if (isWanted(table, order)) {
        LOG.log(Level.WARNING, "An order cannot be indexed; its lists are sorted each time", e);
        writing.write(() -> tables.refuseOrder(table, order));
      }
    }
  }

  private boolean isWanted(IndexTable table, OrderTable order) {
    return !closed && tables.isPresent(table) && table.orders.containsValue(order);
  }

  private void end(IndexTable table, OrderTable order) throws SQLException {
    if (isWanted(table, order)) {
      tables.endOrder(order);
    }
  }

  /** Adds all rows; false if the table is not wanted any more. */
  private boolean fill(Connection reader, IndexTable table, OrderTable order) throws SQLException {
    try (PreparedStatement statement = reader.prepareStatement(order.ids());
        ResultSet rows = statement.executeQuery()) {
      List<byte[]> ids = new ArrayList<>(STEP);
      boolean more = true;
      while (more) {
        ids.clear();
        while (ids.size() < STEP && (more = rows.next())) {
          ids.add(rows.getBytes(1));
        }
        if (!writing.write(() -> add(table, order, ids)) || !isWanted(table, order)) {
          return false;
        }
        betweenSteps.run();
      }
      return true;
    }
  }

  private void add(IndexTable table, OrderTable order, List<byte[]> ids) throws SQLException {
    if (!isWanted(table, order)) {
      return;
    }
    try (PreparedStatement statement = file.writer().prepareStatement(order.addition())) {
      for (byte[] id : ids) {
        statement.setBytes(1, id);
        statement.executeUpdate();
      }
    }
  }

  /** The table of an order with every row, if there is one. */
  static Optional<OrderTable> whole(IndexTable table, String columns) {
    OrderTable order = table.orders.get(columns);
    if (order == null || !order.whole) {
      return Optional.empty();
    }
    order.used = System.nanoTime();
    return Optional.of(order);
  }

  /** Whether nothing is being built. */
  boolean isIdle() {
    return underWay.isEmpty();
  }

  /** Gives up what is under way. */
  @Override
  public void close() {
    closed = true;
    thread.shutdownNow();
    try {
      if (!thread.awaitTermination(10, TimeUnit.SECONDS)) {
        LOG.log(Level.WARNING, "an order is still being indexed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
