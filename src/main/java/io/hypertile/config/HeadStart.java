package io.hypertile.config;

import io.hypertile.catalog.SqliteCatalog;
import java.sql.SQLException;
import org.slf4j.LoggerFactory;

/**
 * Work of a start that waits for no setting, done on a thread of its own while the framework reads
 * its configuration on another.
 */
public final class HeadStart {
  private HeadStart() {}

  /**
   * Begins with it and returns at once. A step that fails here is done again, and reported, in its
   * turn.
   */
  public static void begin() {
    // Logging that is set up by two threads at once keeps lines back and warns of it.
    LoggerFactory.getILoggerFactory();
    Thread.ofPlatform().name("head-start").daemon().start(HeadStart::load);
  }

  private static void load() {
    try {
      SqliteCatalog.loadLibrary();
    } catch (SQLException | RuntimeException | LinkageError ignored) {
      // The opening of the index meets the failure again and can name the storage.
    }
  }
}
