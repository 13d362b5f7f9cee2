package io.hypertile.zarr.engine;

import io.hypertile.chunk.CodecPool;
import io.hypertile.engine.ArrayEngine;
import io.hypertile.engine.CollectionStore;
import io.hypertile.engine.TestStorage;
import io.hypertile.journal.Journal;
import io.hypertile.journal.JournalSettings;
import io.hypertile.journal.change.RootPath;
import io.hypertile.lock.InProcessLocks;
import io.hypertile.memory.MemoryBudget;
import io.hypertile.memory.MemoryUse;
import io.hypertile.schema.Placement;
import io.hypertile.store.Revisions;
import io.hypertile.store.Store;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.commit.CommittedRevisions;
import io.hypertile.store.local.LocalStore;
import io.hypertile.store.memory.MemoryStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Arrays in Zarr, opened for a test. */
public final class OpenedZarr implements TestStorage {
  private final ZarrStorage storage;
  private final CodecPool pool;
  private final @Nullable Journal journal;
  private final boolean commitsTogether;

  private OpenedZarr(
      Revisions revisions, StorePrefix root, Path scratch, @Nullable Journal journal) {
    this(new ZarrStorage.Setting(Placement.DEFAULT, revisions, root, false), scratch, journal);
  }

  private OpenedZarr(ZarrStorage.Setting setting, Path scratch, @Nullable Journal journal) {
    this.pool = new CodecPool(MemoryBudget.only(MemoryUse.CHUNKS, 256L << 20));
    this.journal = journal;
    this.commitsTogether = setting.revisions() instanceof CommittedRevisions;
    AtomicLong files = new AtomicLong();
    this.storage =
        new ZarrStorage(
            setting,
            new ZarrStorage.Resources(
                new InProcessLocks(),
                Duration.ofSeconds(60),
                pool,
                () -> scratch.resolve(Long.toString(files.incrementAndGet()))));
  }

  /** Files below a root. */
  static OpenedZarr inFiles(Path root) {
    Journal journal = Journal.open(root, JournalSettings.standard());
    LocalStore store = new LocalStore("local", journal, RootPath.of("zarr"));
    return new OpenedZarr(store.revisions(), StorePrefix.ROOT, scratch(root), journal);
  }

  /** A store in memory, which outlives what is opened. */
  static OpenedZarr inMemory(MemoryStore store, Path root) {
    return new OpenedZarr(store.revisions(), new StorePrefix("a/b"), scratch(root), null);
  }

  /** A store that changes by commits, as those over a network, which outlives what is opened. */
  static OpenedZarr inCommits(Store store, Path root) {
    Revisions revisions = new CommittedRevisions(store, true);
    return new OpenedZarr(revisions, new StorePrefix("a/b"), scratch(root), null);
  }

  /** A store over a network, which outlives what is opened. */
  public static OpenedZarr farAway(Revisions revisions, StorePrefix place, Path root) {
    return new OpenedZarr(
        new ZarrStorage.Setting(Placement.DEFAULT, revisions, place, true), scratch(root), null);
  }

  private static Path scratch(Path root) {
    try {
      return Files.createDirectories(root.resolve("scratch"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public CollectionStore collections() {
    return storage.collections();
  }

  @Override
  public ArrayEngine arrays() {
    return storage.arrays();
  }

  @Override
  public boolean commitsTogether() {
    return commitsTogether;
  }

  @Override
  public void close() {
    storage.close();
    pool.close();
    if (journal != null) {
      journal.close();
    }
  }
}
