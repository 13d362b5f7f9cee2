package io.hypertile.store.local;

import io.hypertile.journal.change.JournalPaths;
import io.hypertile.store.Capabilities;
import io.hypertile.store.CheckResult;
import io.hypertile.store.Condition;
import io.hypertile.store.DeleteResult;
import io.hypertile.store.Depth;
import io.hypertile.store.KeyPage;
import io.hypertile.store.ListMark;
import io.hypertile.store.LoadedObject;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.Piece;
import io.hypertile.store.PutResult;
import io.hypertile.store.ReadResult;
import io.hypertile.store.Store;
import io.hypertile.store.StoreException;
import io.hypertile.store.StoreException.Retry;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.StoredObject;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * Files below a directory that other programs keep, each an object whose key is its path. Symbolic
 * links are not followed, but the directory itself may be one. Nothing is written: there is no log,
 * and the directory may be on a disk that takes no writes.
 */
public final class ReadOnlyFiles implements Store {
  private final String name;
  private final ObjectFiles files;
  private volatile boolean closed;

  /**
   * A store of files, none of which is looked at yet.
   *
   * @param name its name in messages
   * @param directory place of the files
   */
  public ReadOnlyFiles(String name, Path directory) {
    this.name = name;
    this.files = new ObjectFiles(directory, Optional.of(JournalPaths.PRIVATE.text()));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Optional<StoredObject> find(StoreKey key) {
    return reads().find(key);
  }

  @Override
  public Optional<LoadedObject> load(StoreKey key, long limit) {
    return reads().load(key, limit);
  }

  @Override
  public ReadResult read(StoreKey key, List<Piece> pieces, Optional<ObjectVersion> at) {
    return reads().read(key, pieces, at);
  }

  @Override
  public ReadResult readAll(
      StoreKey key, LongFunction<MemorySegment> room, Optional<ObjectVersion> at) {
    return reads().readAll(key, room, at);
  }

  private FileReads reads() {
    requireOpen();
    requireDirectory();
    return FileReads.of(name, files);
  }

  @Override
  public PutResult put(StoreKey key, ObjectBody body, Condition condition) {
    throw onlyRead();
  }

  @Override
  public DeleteResult delete(Collection<StoreKey> keys) {
    throw onlyRead();
  }

  private UnsupportedOperationException onlyRead() {
    requireOpen();
    return new UnsupportedOperationException("the store " + name + " is read only");
  }

  @Override
  public KeyPage list(StorePrefix prefix, Optional<ListMark> after, int limit, Depth depth) {
    requireOpen();
    requireDirectory();
    try {
      return new FileListing(files, prefix, after, limit, depth).page();
    } catch (IOException e) {
      throw new StoreException(name, "Objects cannot be listed.", Retry.LATER, e);
    }
  }

  @Override
  public Capabilities capabilities() {
    return new Capabilities(false, false, false, true, 0);
  }

  @Override
  public CheckResult check() {
    if (closed) {
      return new CheckResult.Failed("The store is closed.");
    }
    return isThere()
        ? new CheckResult.Usable()
        : new CheckResult.Failed("Its directory is not there, or may not be read.");
  }

  /** A file of a disk that is not mounted is not absent: it is not known. */
  private void requireDirectory() {
    if (!isThere()) {
      throw new StoreException(
          name, "The directory of the store is not there, or may not be read.", Retry.LATER, null);
    }
  }

  private boolean isThere() {
    return Files.isDirectory(files.root()) && Files.isReadable(files.root());
  }

  @Override
  public void close() {
    closed = true;
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the store " + name + " is closed");
    }
  }
}
