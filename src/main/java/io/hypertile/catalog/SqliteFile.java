package io.hypertile.catalog;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteJDBCLoader;

/**
 * The file of the index with one connection that writes and some that read. A file that cannot be
 * used is deleted and made again: it holds nothing that the arrays' files do not.
 */
final class SqliteFile implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(SqliteFile.class.getName());
  private static final String NAME = "index.sqlite";
  private static final int LAYOUT = 3;
  private static final int READERS = 4;
  private static final int WAIT_SECONDS = 10;
  private static final int STEPS_BETWEEN_LOOKS = 200_000;
  private static final long LONGEST_QUESTION = TimeUnit.SECONDS.toNanos(10);

  private final Path path;
  private final Connection writer;
  private final List<Connection> all = new ArrayList<>();
  private final BlockingQueue<Connection> readers = new ArrayBlockingQueue<>(READERS);
  private final boolean clean;

  /** A question to the index. */
  @FunctionalInterface
  interface Question<T> {
    T ask(Connection connection) throws SQLException;
  }

  private SqliteFile(Path path) throws SQLException {
    this.path = path;
    this.writer = connect(false);
    try {
      this.clean = prepare();
      for (int reader = 0; reader < READERS; reader++) {
        readers.add(connect(true));
      }
    } catch (SQLException | RuntimeException e) {
      closeAll();
      throw e;
    }
  }

  /**
   * Opens the file of a directory; makes a new one unless the old one was left whole and still is.
   */
  static SqliteFile open(Path directory) throws SQLException {
    Path path = directory.resolve(NAME);
    try {
      SqliteFile file = new SqliteFile(path);
      if (file.wasClean() && file.isSound()) {
        return file;
      }
      file.close();
      delete(path);
      return new SqliteFile(path);
    } catch (SQLException e) {
      LOG.log(Level.WARNING, "The index cannot be used and is made anew: {0}", e.getMessage());
      delete(path);
      return new SqliteFile(path);
    }
  }

  /** Loads the native library, once in a process. */
  static void loadLibrary() throws SQLException {
    try {
      SQLiteJDBCLoader.initialize();
    } catch (Exception e) {
      throw new SQLException(e);
    }
  }

  private static void delete(Path path) throws SQLException {
    try {
      for (String ending : List.of("", "-wal", "-shm", "-journal")) {
        Files.deleteIfExists(path.resolveSibling(path.getFileName() + ending));
      }
    } catch (IOException e) {
      throw new SQLException(e);
    }
  }

  private Connection connect(boolean readOnly) throws SQLException {
    Connection connection =
        settings(SQLiteConfig.TempStore.MEMORY, readOnly ? -8_000 : -32_000)
            .createConnection(url());
    all.add(connection);
    if (readOnly) {
      execute(connection, "PRAGMA query_only = 1");
    }
    return connection;
  }

  private String url() {
    return "jdbc:sqlite:" + path;
  }

  private static SQLiteConfig settings(SQLiteConfig.TempStore sorting, int cache) {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
    config.setTempStore(sorting);
    config.setBusyTimeout((int) TimeUnit.SECONDS.toMillis(WAIT_SECONDS));
    config.setCacheSize(cache);
    config.setPragma(SQLiteConfig.Pragma.MMAP_SIZE, Long.toString(1L << 30));
    return config;
  }

  /** Makes what every file holds; whether the file was left whole. */
  private boolean prepare() throws SQLException {
    long layout = number(writer, "PRAGMA user_version");
    if (layout != 0 && layout != LAYOUT) {
      throw new SQLException("layout " + layout);
    }
    execute(
        writer,
        "CREATE TABLE IF NOT EXISTS collections (name TEXT PRIMARY KEY, number INTEGER NOT NULL,"
            + " digest TEXT NOT NULL, current INTEGER NOT NULL)");
    execute(
        writer,
        "CREATE TABLE IF NOT EXISTS orders (collection INTEGER NOT NULL, number INTEGER NOT NULL,"
            + " columns TEXT NOT NULL, whole INTEGER NOT NULL, PRIMARY KEY (collection, number))");
    execute(writer, "CREATE TABLE IF NOT EXISTS marks (name TEXT PRIMARY KEY, value INTEGER)");
    execute(
        writer,
        "CREATE TABLE IF NOT EXISTS compared (number INTEGER PRIMARY KEY, marks BLOB NOT NULL)");
    execute(writer, "PRAGMA user_version = " + LAYOUT);
    boolean whole = number(writer, "SELECT COALESCE(MAX(value), 0) FROM marks") == 1;
    mark(false);
    return whole;
  }

  /** The mark must be on disk before the first change that the index may lose. */
  private void mark(boolean whole) throws SQLException {
    execute(writer, "PRAGMA synchronous = FULL");
    execute(writer, "INSERT OR REPLACE INTO marks VALUES ('clean', " + (whole ? 1 : 0) + ")");
    execute(writer, "PRAGMA synchronous = NORMAL");
  }

  /** Whether the file was closed with all changes in it when it was last used. */
  boolean wasClean() {
    return clean;
  }

  /**
   * Whether all pages can be read and hang together, at about a second for a million arrays. Rows
   * with other values than the files have are found by the comparison that follows every start.
   */
  private boolean isSound() {
    try (Statement statement = writer.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA quick_check(1)")) {
      boolean sound = row.next() && "ok".equals(row.getString(1));
      if (!sound) {
        LOG.log(Level.WARNING, "The index is damaged and is made anew");
      }
      return sound;
    } catch (SQLException e) {
      LOG.log(Level.WARNING, "The index is damaged and is made anew: {0}", e.getMessage());
      return false;
    }
  }

  /** The connection that writes; the caller sees to it that one thread uses it. */
  Connection writer() {
    return writer;
  }

  /** Asks on a connection of its own; a question that takes too long fails. */
  <T> T ask(Question<T> question) throws SQLException {
    Connection reader = takeReader();
    try {
      long end = System.nanoTime() + LONGEST_QUESTION;
      return ask(reader, question, () -> System.nanoTime() < end);
    } finally {
      readers.add(reader);
    }
  }

  /**
   * Asks on a connection that is opened for it, for as long as it takes. Large sorts use temporary
   * files.
   *
   * @param goesOn asked now and then; the question fails when it says no
   */
  <T> T askAtLength(Question<T> question, BooleanSupplier goesOn) throws SQLException {
    try (Connection reader =
        settings(SQLiteConfig.TempStore.FILE, -16_000).createConnection(url())) {
      execute(reader, "PRAGMA query_only = 1");
      return ask(reader, question, goesOn);
    }
  }

  private static <T> T ask(Connection reader, Question<T> question, BooleanSupplier goesOn)
      throws SQLException {
    ProgressHandler.setHandler(
        reader,
        STEPS_BETWEEN_LOOKS,
        new ProgressHandler() {
          @Override
          protected int progress() {
            return goesOn.getAsBoolean() ? 0 : 1;
          }
        });
    try {
      return question.ask(reader);
    } finally {
      ProgressHandler.clearHandler(reader);
    }
  }

  private Connection takeReader() throws SQLException {
    try {
      Connection reader = readers.poll(WAIT_SECONDS, TimeUnit.SECONDS);
      if (reader == null) {
        throw new SQLException("no connection is free");
      }
      return reader;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLException(e);
    }
  }

  static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  static long number(Connection connection, String sql) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet row = statement.executeQuery()) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  /** Closes the file with the mark that it is whole, if it is. */
  void close(boolean whole) {
    try {
      mark(whole);
      execute(writer, "PRAGMA wal_checkpoint(TRUNCATE)");
    } catch (SQLException e) {
      LOG.log(Level.WARNING, "closing the index", e);
    }
    closeAll();
  }

  @Override
  public void close() {
    close(false);
  }

  private void closeAll() {
    for (Connection connection : all.reversed()) {
      try {
        connection.close();
      } catch (SQLException e) {
        LOG.log(Level.DEBUG, "closing the index", e);
      }
    }
  }
}
