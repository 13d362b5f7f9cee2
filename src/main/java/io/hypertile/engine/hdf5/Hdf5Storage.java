package io.hypertile.engine.hdf5;

import io.hypertile.engine.ArrayEngine;
import io.hypertile.engine.CollectionStore;
import io.hypertile.engine.StorageUpkeep;
import io.hypertile.journal.Journal;
import io.hypertile.journal.JournalSettings;
import io.hypertile.lock.InProcessLocks;
import io.hypertile.lock.LockManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A storage root in Deker's layout, opened for this process alone: its collections, its arrays and
 * the redo log that all changes go through. Thread-safe.
 */
public final class Hdf5Storage implements AutoCloseable {
  private final Journal journal;
  private final OpenFiles files;
  private final CodecPool pool = new CodecPool();
  private final DekerCollections collections;
  private final TilePool tilePool = new TilePool();
  private final ArrayEngine arrays;
  private final LockManager locks = new InProcessLocks();
  private final Hdf5Upkeep upkeep;

  private Hdf5Storage(Journal journal, Hdf5Settings settings) {
    this.journal = journal;
    DekerLayout layout = new DekerLayout(journal.root());
    this.files = new OpenFiles(journal.root(), settings.openFiles());
    this.collections = new DekerCollections(layout, journal, locks, settings.lockTimeout());
    ArrayStates states = new ArrayStates(files, settings.lockTimeout());
    ArrayWriter writer = new ArrayWriter(layout, journal, states, pool);
    TiledEngine.Shared shared = new TiledEngine.Shared(layout, journal, states, writer, pool);
    TileLocks tileLocks = new TileLocks(locks, settings.lockTimeout());
    this.arrays =
        new ArraysByKind(
            new Hdf5Engine(shared, locks, tilePool, settings),
            new TiledEngine(shared, tileLocks, tilePool, settings.lockTimeout()));
    ArrayLocks arrayLocks = new ArrayLocks(locks, settings.lockTimeout());
    this.upkeep = new Hdf5Upkeep(layout, collections, arrayLocks, journal);
  }

  /**
   * Opens a root; makes it when it is not there. Changes that a crash interrupted are completed
   * before this returns.
   *
   * @throws io.hypertile.error.ServiceException {@code storage-unavailable} if another server owns
   *     the root, or it cannot be read and written
   */
  public static Hdf5Storage open(Path root, Hdf5Settings settings) {
    try {
      Files.createDirectories(root);
      Path real = root.toRealPath();
      Journal journal = Journal.open(real, JournalSettings.standard());
      try {
        Files.createDirectories(DekerLayout.COLLECTIONS.resolve(real));
        return new Hdf5Storage(journal, settings);
      } catch (IOException | RuntimeException e) {
        journal.close();
        throw e;
      }
    } catch (IOException e) {
      throw StorageFailures.unavailable(root.toString(), e);
    }
  }

  /** The collections of the root. */
  public CollectionStore collections() {
    return collections;
  }

  /** The arrays of the root. */
  public ArrayEngine arrays() {
    return arrays;
  }

  /** Checks and figures of the root as a whole. */
  public StorageUpkeep upkeep() {
    return upkeep;
  }

  /** The locks that changes of the root take. */
  public LockManager locks() {
    return locks;
  }

  /** The redo log of the root, for its figures. */
  public Journal journal() {
    return journal;
  }

  /** Ends all work and empties the log. */
  @Override
  public void close() {
    tilePool.close();
    pool.close();
    journal.close();
    files.close();
  }
}
