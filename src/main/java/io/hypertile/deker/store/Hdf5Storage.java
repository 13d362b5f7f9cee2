package io.hypertile.deker.store;

import io.hypertile.chunk.CodecPool;
import io.hypertile.chunk.StorageStatistics;
import io.hypertile.deker.lock.FileGuard;
import io.hypertile.deker.lock.SharedLocks;
import io.hypertile.deker.store.check.ArrayLocks;
import io.hypertile.deker.store.check.Hdf5Upkeep;
import io.hypertile.deker.store.files.DekerCollections;
import io.hypertile.deker.store.files.DekerLayout;
import io.hypertile.deker.store.files.LockedFiles;
import io.hypertile.deker.store.files.ReadGuard;
import io.hypertile.deker.store.files.SharedRoot;
import io.hypertile.deker.store.files.StorageFailures;
import io.hypertile.deker.store.plain.Hdf5Engine;
import io.hypertile.deker.store.state.ArrayStates;
import io.hypertile.deker.store.state.OpenFiles;
import io.hypertile.deker.store.tiled.TileLocks;
import io.hypertile.deker.store.tiled.TiledEngine;
import io.hypertile.deker.store.write.ArrayFiles;
import io.hypertile.deker.store.write.ArrayWriter;
import io.hypertile.deker.store.write.TilePool;
import io.hypertile.engine.ArrayEngine;
import io.hypertile.engine.CollectionStore;
import io.hypertile.engine.RoutedEngine;
import io.hypertile.engine.StorageUpkeep;
import io.hypertile.journal.Journal;
import io.hypertile.journal.JournalSettings;
import io.hypertile.lock.InProcessLocks;
import io.hypertile.lock.LockManager;
import io.hypertile.memory.MemoryBudget;
import io.hypertile.memory.MemoryUse;
import io.hypertile.schema.ArraysSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A storage root in Deker's layout, opened for this process alone or together with Deker: its
 * collections, its arrays and the redo log that all changes go through. Thread-safe.
 */
public final class Hdf5Storage implements AutoCloseable {
  /** Bytes of native memory of a storage that shares none. */
  private static final long OWN_MEMORY = 768L << 20;

  private final Journal journal;
  private final OpenFiles files;
  private final CodecPool pool;
  private final DekerCollections collections;
  private final TilePool tilePool = new TilePool();
  private final ArrayEngine arrays;
  private final LockManager locks;
  private final Hdf5Upkeep upkeep;

  private Hdf5Storage(Journal journal, Hdf5Settings settings, MemoryBudget memory) {
    this.journal = journal;
    this.pool = new CodecPool(memory.share(MemoryUse.CHUNKS));
    DekerLayout layout = new DekerLayout(journal.root());
    LockedFiles lockedFiles = new LockedFiles(layout);
    FileGuard guard = FileGuard.NONE;
    if (settings.shared()) {
      SharedLocks shared = new SharedLocks(lockedFiles::of);
      guard = shared.guard();
      this.locks = shared;
    } else {
      this.locks = new InProcessLocks();
    }
    ReadGuard guarding = new ReadGuard(guard, lockedFiles, settings.lockTimeout());
    this.files = new OpenFiles(journal.root(), settings.openFiles(), settings.shared());
    this.collections = new DekerCollections(layout, journal, locks, settings.lockTimeout());
    ArrayStates states = new ArrayStates(files, settings.lockTimeout(), guarding);
    ArrayWriter writer = new ArrayWriter(layout, journal, states, pool);
    ArrayFiles arrayFiles = new ArrayFiles(layout, journal, states, writer, pool);
    TileLocks tileLocks = new TileLocks(locks, settings.lockTimeout());
    ArrayEngine plain = new Hdf5Engine(arrayFiles, locks, tilePool, settings.lockTimeout());
    ArrayEngine tiled = new TiledEngine(arrayFiles, tileLocks, tilePool, settings.lockTimeout());
    this.arrays =
        new RoutedEngine(
            List.of(plain, tiled),
            collection ->
                switch (collection.arrays()) {
                  case ArraysSchema.ArraySchema ignored -> plain;
                  case ArraysSchema.VArraySchema ignored -> tiled;
                });
    ArrayLocks arrayLocks = new ArrayLocks(locks, settings.lockTimeout());
    this.upkeep = new Hdf5Upkeep(layout, collections, arrayLocks, journal);
  }

  /**
   * Opens a root with native memory of its own; see {@link #open(Path, Hdf5Settings,
   * MemoryBudget)}.
   */
  public static Hdf5Storage open(Path root, Hdf5Settings settings) {
    return open(root, settings, new MemoryBudget(OWN_MEMORY));
  }

  /**
   * Opens a root; makes it when it is not there. Changes that a crash interrupted are completed
   * before this returns.
   *
   * @param memory native memory for chunks and for the log
   * @throws io.hypertile.error.ServiceException {@code storage-unavailable} if another server owns
   *     the root, or it cannot be read and written
   */
  public static Hdf5Storage open(Path root, Hdf5Settings settings, MemoryBudget memory) {
    try {
      Files.createDirectories(root);
      Path real = root.toRealPath();
      if (settings.shared()) {
        SharedLocks.requireSupported();
      }
      JournalSettings standard = JournalSettings.standard();
      Journal journal =
          Journal.open(
              real, settings.shared() ? standard.settled() : standard, memory.share(MemoryUse.LOG));
      try {
        SharedRoot.enter(new DekerLayout(real), settings.shared());
        Files.createDirectories(DekerLayout.COLLECTIONS.resolve(real));
        return new Hdf5Storage(journal, settings, memory);
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

  /** The threads that encode and decode chunks, for other storages of the server as well. */
  public CodecPool codecPool() {
    return pool;
  }

  /** Figures of the resources in use at present, for operators. */
  public StorageStatistics statistics() {
    return new StorageStatistics(files.statistics(), pool.statistics());
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
    Path root = journal.root();
    journal.close();
    files.close();
    SharedRoot.leave(new DekerLayout(root));
  }
}
