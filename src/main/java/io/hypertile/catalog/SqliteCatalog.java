package io.hypertile.catalog;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The index in a SQLite file (WAL). Writes take turns in short transactions; questions are asked on
 * connections of their own. After a crash, or when something could not be noted, the collections
 * concerned are stale until they are rebuilt.
 */
public final class SqliteCatalog implements ArrayCatalog {
  private static final System.Logger LOG = System.getLogger(SqliteCatalog.class.getName());

  /** Fair, so that a rebuild that takes it again and again leaves every other its turn. */
  private final ReentrantLock writing = new ReentrantLock(true);

  private final SqliteFile file;
  private final IndexTables tables;
  private final IndexReader questions;
  private final OrderBuilder orders;
  private boolean closed;

  private SqliteCatalog(SqliteFile file, Runnable betweenSteps) throws SQLException {
    this.file = file;
    this.tables = new IndexTables(file.writer());
    this.questions = new IndexReader(file);
    this.orders = new OrderBuilder(file, tables, this::write, betweenSteps);
  }

  /**
   * Loads the native library, as the first index that is opened does, or waits until it is done.
   *
   * @throws SQLException when it cannot be loaded
   */
  public static void loadLibrary() throws SQLException {
    SqliteFile.loadLibrary();
  }

  /**
   * Opens the index in a directory, which is made when it is not there.
   *
   * @throws ServiceException {@code storage-unavailable} if the directory cannot be used
   */
  public static SqliteCatalog open(Path directory) {
    return open(directory, () -> {});
  }

  /**
   * Opens the index.
   *
   * @param betweenSteps run in the background after each step in which an order is indexed
   */
  static SqliteCatalog open(Path directory, Runnable betweenSteps) {
    try {
      Files.createDirectories(directory);
      SqliteFile file = SqliteFile.open(directory);
      try {
        return new SqliteCatalog(file, betweenSteps);
      } catch (SQLException | RuntimeException e) {
        file.close();
        throw e;
      }
    } catch (IOException | SQLException e) {
      throw new ServiceException(
          ErrorCode.STORAGE_UNAVAILABLE,
          "The index of the storage cannot be opened; see to it that its directory can be written.",
          Map.of(),
          e);
    }
  }

  /** Work on the tables in one transaction. */
  @FunctionalInterface
  interface Work {
    void run() throws SQLException;
  }

  /** Does all of the work or none; whether it was done. */
  private boolean write(Work work) {
    writing.lock();
    try {
      if (closed) {
        return false;
      }
      SqliteFile.execute(file.writer(), "BEGIN IMMEDIATE");
      try {
        work.run();
        SqliteFile.execute(file.writer(), "COMMIT");
        return true;
      } catch (SQLException | RuntimeException e) {
        SqliteFile.execute(file.writer(), "ROLLBACK");
        throw e;
      }
    } catch (SQLException e) {
      LOG.log(Level.WARNING, "The index could not be written; it is rebuilt", e);
      tables.doubtAll();
      return false;
    } finally {
      writing.unlock();
    }
  }

  @Override
  public void create(Collection collection) {
    write(() -> {
      Optional<IndexTable> known = tables.find(collection);
      if (known.isEmpty()) {
        tables.setCurrent(collection.name(), tables.make(collection), true);
      } else {
        // Either arrays were noted already, or the collection before it vanished unnoticed.
        known.get().doubted = true;
        tables.setCurrent(collection.name(), known.get(), false);
      }
    });
  }

  @Override
  public void put(Collection collection, List<ArrayHeader> headers) {
    write(() -> {
      IndexTable table = tables.findOrMake(collection);
      headers.forEach(header -> table.touch(header.id()));
      Reconciling.insert(file.writer(), table, headers);
      new UnreadableRows(file.writer(), table)
          .delete(headers.stream().map(ArrayHeader::id).toList());
    });
  }

  @Override
  public void putUnreadable(Collection collection, List<ArrayId> ids) {
    write(() -> {
      IndexTable table = tables.findOrMake(collection);
      ids.forEach(table::touch);
      Reconciling.delete(file.writer(), table, ids);
      new UnreadableRows(file.writer(), table).insert(ids);
    });
  }

  @Override
  public void remove(Collection collection, ArrayId id) {
    write(() -> {
      IndexTable table = tables.findOrMake(collection);
      table.touch(id);
      Reconciling.delete(file.writer(), table, List.of(id));
      new UnreadableRows(file.writer(), table).delete(List.of(id));
    });
  }

  @Override
  public void drop(CollectionName name) {
    write(() -> tables.drop(name));
  }

  @Override
  public boolean isCurrent(Collection collection) {
    return tables.find(collection).map(table -> table.current).orElse(false);
  }

  @Override
  public void invalidate(Collection collection) {
    Optional<IndexTable> table = tables.find(collection);
    if (table.isPresent()) {
      write(() -> {
        table.get().doubted = true;
        tables.setCurrent(collection.name(), table.get(), false);
      });
    }
  }

  @Override
  public OptionalLong count(Collection collection) {
    return currentTable(collection)
        .flatMap(questions::count)
        .map(OptionalLong::of)
        .orElse(OptionalLong.empty());
  }

  @Override
  public Optional<IndexPage> find(Collection collection, CatalogQuery query) {
    return currentTable(collection)
        .flatMap(table -> {
          String columns = table.orderColumns(query.order());
          return questions.find(
              table,
              query,
              OrderBuilder.whole(table, columns).orElse(null),
              () -> orders.ask(table, columns));
        });
  }

  /** Whether no order is being indexed. */
  boolean isIdle() {
    return orders.isIdle();
  }

  private Optional<IndexTable> currentTable(Collection collection) {
    return tables.find(collection).filter(table -> table.current);
  }

  @Override
  public void rebuild(Collection collection, Iterator<Scanned> pages) {
    IndexTable[] begun = new IndexTable[1];
    write(() -> begun[0] = tables.beginScan(collection));
    IndexTable table = begun[0];
    if (table == null) {
      return;
    }
    try {
      reconcile(collection, table, pages);
    } finally {
      endScan(table);
    }
  }

  private void reconcile(Collection collection, IndexTable table, Iterator<Scanned> pages) {
    Reconciling reconciling = new Reconciling(file.writer(), table);
    while (pages.hasNext()) {
      Scanned page = pages.next();
      if (!write(
          () -> {
            if (isPresent(collection, table)) {
              reconciling.add(page);
            }
          })) {
        return;
      }
    }
    write(() -> {
      if (isPresent(collection, table)) {
        reconciling.end();
        tables.setCurrent(collection.name(), table, !table.doubted);
      }
    });
  }

  /** A rebuild that failed must not leave the ids of all changes after it to be kept. */
  private void endScan(IndexTable table) {
    writing.lock();
    try {
      table.touched = null;
    } finally {
      writing.unlock();
    }
  }

  private boolean isPresent(Collection collection, IndexTable table) {
    return tables.find(collection).filter(found -> found == table).isPresent();
  }

  @Override
  public void close() {
    orders.close();
    writing.lock();
    try {
      if (!closed) {
        closed = true;
        file.close(!tables.isDoubted());
      }
    } finally {
      writing.unlock();
    }
  }

  @Override
  public Optional<byte[]> takeMarks(Collection collection) {
    Optional<byte[]> marks = currentTable(collection).flatMap(questions::marks);
    return write(() -> tables.forgetMarks(collection)) ? marks : Optional.empty();
  }

  @Override
  public void keepMarks(Collection collection, byte[] marks) {
    write(() -> tables.keepMarks(collection, marks));
  }

  /** The statement that a question runs, for tests of how it is answered. */
  @Nullable String explain(Collection collection, CatalogQuery query) {
    return currentTable(collection)
        .map(table ->
            questions.explain(
                table,
                query,
                OrderBuilder.whole(table, table.orderColumns(query.order())).orElse(null)))
        .orElse(null);
  }
}
