package io.hypertile.deker.store.plain;

import io.hypertile.array.Precondition;
import io.hypertile.array.Version;
import io.hypertile.chunk.CodecPool;
import io.hypertile.deker.store.files.ArrayLinks;
import io.hypertile.deker.store.files.ArrayWalk;
import io.hypertile.deker.store.files.DekerLayout;
import io.hypertile.deker.store.files.KeyedFiles;
import io.hypertile.deker.store.files.LockKeys;
import io.hypertile.deker.store.files.LockStack;
import io.hypertile.deker.store.files.StorageFailures;
import io.hypertile.deker.store.files.StoredHeaders;
import io.hypertile.deker.store.state.ArrayStates;
import io.hypertile.deker.store.state.HeldFile;
import io.hypertile.deker.store.write.ArrayFiles;
import io.hypertile.deker.store.write.ArrayWriter;
import io.hypertile.deker.store.write.FillSource;
import io.hypertile.deker.store.write.TilePool;
import io.hypertile.engine.ArrayEngine;
import io.hypertile.engine.ArrayFaults;
import io.hypertile.engine.ArrayReader;
import io.hypertile.engine.CollectionArray;
import io.hypertile.engine.CreationResult;
import io.hypertile.engine.StoredArray;
import io.hypertile.hdf5.image.ArrayFileImage;
import io.hypertile.journal.Journal;
import io.hypertile.journal.change.Change;
import io.hypertile.journal.change.Payload;
import io.hypertile.journal.change.RootPath;
import io.hypertile.journal.change.Transaction;
import io.hypertile.lock.LockKey;
import io.hypertile.lock.LockManager;
import io.hypertile.lock.LockMode;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.Region;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.Attributes;
import io.hypertile.schema.Collection;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Plain arrays as HDF5 files in Deker's layout. A change is one transaction of the redo log; the
 * array's write lock is held from reading its metadata to the end of the transaction, never while a
 * body comes in. The collection is locked against removal meanwhile.
 */
public final class Hdf5Engine implements ArrayEngine {
  private final DekerLayout layout;
  private final ArrayLinks links;
  private final KeyedFiles keyedFiles;
  private final Journal journal;
  private final LockManager locks;
  private final ArrayStates states;
  private final Duration lockTimeout;
  private final ArrayWriter writer;
  private final CodecPool pool;
  private final BatchCreation batches;

  /**
   * The arrays of a root.
   *
   * @param helpers make arrays side by side when many are created
   * @param lockTimeout how long a change waits for another of the same array
   */
  public Hdf5Engine(ArrayFiles shared, LockManager locks, TilePool helpers, Duration lockTimeout) {
    this.layout = shared.layout();
    this.links = new ArrayLinks(layout);
    this.keyedFiles = new KeyedFiles(layout, links);
    this.journal = shared.journal();
    this.locks = locks;
    this.states = shared.states();
    this.lockTimeout = lockTimeout;
    this.writer = shared.writer();
    this.pool = shared.pool();
    this.batches = new BatchCreation(this, journal, links, helpers);
  }

  @Override
  public StoredArray create(Collection collection, ArrayHeader header) {
    List<String> keyPath = ArrayLinks.keyPath(collection, header.primary());
    ArrayId id = header.id();
    List<LockKey> keys = new ArrayList<>(List.of(LockKeys.array(collection.name(), id)));
    if (!keyPath.isEmpty()) {
      keys.add(LockKeys.place(collection.name(), keyPath));
    }
    try (LockStack held = lockForCreation(collection, keys)) {
      requireCollection(collection);
      keyedFiles.requireFree(collection, header, keyPath);
      journal.commit(new Transaction(creation(collection, header, keyPath)));
      return requireStored(collection, id);
    }
  }

  @Override
  public List<CreationResult> createAll(Collection collection, List<ArrayHeader> headers) {
    return batches.createAll(collection, headers);
  }

  List<Change> creation(Collection collection, ArrayHeader header, List<String> keyPath) {
    ArrayId id = header.id();
    RootPath file = layout.arrayFile(collection.name(), id);
    byte[] meta = StoredHeaders.bytes(header);
    ArrayFileImage image =
        ArrayFileImage.create(meta, collection.arrays().shape().cells(), Optional.empty());
    Change content = new Change.WriteBytes(file, 0, Payload.of(image.head()));
    return keyedFiles.creation(collection, id, keyPath, List.of(content));
  }

  @Override
  public Optional<StoredArray> find(Collection collection, ArrayId id) {
    Optional<HeldFile> held = hold(collection, id);
    held.ifPresent(HeldFile::close);
    return held.map(HeldFile::array);
  }

  @Override
  public Optional<ArrayHeader> findHeader(Collection collection, ArrayId id) {
    RootPath file = layout.arrayFile(collection.name(), id);
    try {
      return Optional.of(states.header(layout.at(file), file.text(), collection.arrays()).of(id));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw StorageFailures.unavailable(file.text(), e);
    }
  }

  @Override
  public Optional<StoredArray> findByKey(Collection collection, Attributes primary) {
    return links.findArray(collection, primary, id -> find(collection, id));
  }

  @Override
  public Optional<CollectionArray> findToRead(Collection collection, ArrayId id) {
    return hold(collection, id).map(held -> CollectionArray.holding(this, collection, held));
  }

  @Override
  public Optional<CollectionArray> findToReadByKey(Collection collection, Attributes primary) {
    Optional<CollectionArray> held =
        links.find(collection, primary).flatMap(id -> findToRead(collection, id));
    if (held.isPresent() && !ArrayLinks.isOfKey(collection, primary, held.get().stored())) {
      held.get().close();
      return Optional.empty();
    }
    return held;
  }

  private Optional<HeldFile> hold(Collection collection, ArrayId id) {
    RootPath file = layout.arrayFile(collection.name(), id);
    try {
      ArrayStates.Snapshot snapshot = states.open(layout.at(file));
      try {
        return Optional.of(new HeldFile(snapshot, id, collection.arrays(), pool));
      } catch (RuntimeException e) {
        snapshot.close();
        throw e;
      }
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw StorageFailures.unavailable(file.text(), e);
    }
  }

  @Override
  public List<ArrayId> list(Collection collection, @Nullable ArrayId after, int limit) {
    return ArrayWalk.list(layout, collection, after, limit);
  }

  @Override
  public StoredArray updateAttributes(
      Collection collection, ArrayId id, UnaryOperator<Attributes> change, Precondition condition) {
    try (LockStack held = writeLock(collection, id, condition)) {
      ArrayHeader header = requireStored(collection, id).header();
      StoredHeaders.changed(header, change)
          .map(StoredHeaders::bytes)
          .ifPresent(meta -> writer.replaceMeta(collection, id, meta));
      return requireStored(collection, id);
    }
  }

  @Override
  public boolean delete(Collection collection, ArrayId id, Precondition condition) {
    try (LockStack held =
        alive(collection)
            .and(LockKeys.directories(collection.name()), LockMode.WRITE)
            .and(LockKeys.array(collection.name(), id), LockMode.WRITE)) {
      Optional<ArrayHeader> array = Deletable.find(this, collection, id, condition);
      if (array.isEmpty() && !links.hasFile(collection, id)) {
        return false;
      }
      Optional<List<String>> keyPath =
          array.map(header -> ArrayLinks.keyPath(collection, header.primary()));
      journal.commit(new Transaction(keyedFiles.removal(collection, id, keyPath)));
      return true;
    }
  }

  @Override
  public ArrayReader open(Collection collection, ArrayId id, Region bounds) {
    HeldFile held = hold(collection, id).orElseThrow(() -> ArrayFaults.notFound(collection, id));
    try (held) {
      return held.open();
    }
  }

  @Override
  public Version write(
      Collection collection, ArrayId id, Region region, CellSource cells, Precondition condition) {
    if (!links.hasFile(collection, id)) {
      throw ArrayFaults.notFound(collection, id);
    }
    return writer.write(collection, id, region, cells, () -> writeLock(collection, id, condition));
  }

  @Override
  public Version clear(Collection collection, ArrayId id, Region region, Precondition condition) {
    StoredArray array = requireStored(collection, id);
    if (!array.hasData()) {
      condition.require(array.version());
      return array.version();
    }
    if (region.isWhole(collection.arrays().shape())) {
      return writer.clearWhole(collection, id, () -> writeLock(collection, id, condition));
    }
    CellSource fill = new FillSource(collection.arrays().fillValue(), region.cells());
    return write(collection, id, region, fill, condition);
  }

  /** Both locks that a change needs, released together; the condition holds while they do. */
  private LockStack writeLock(Collection collection, ArrayId id, Precondition condition) {
    LockStack taken = alive(collection).and(LockKeys.array(collection.name(), id), LockMode.WRITE);
    try {
      if (!condition.isNone()) {
        condition.require(requireStored(collection, id).version());
      }
      return taken;
    } catch (RuntimeException e) {
      taken.close();
      throw e;
    }
  }

  private LockStack alive(Collection collection) {
    return new LockStack(locks, lockTimeout)
        .and(LockKeys.collection(collection.name()), LockMode.READ);
  }

  LockStack lockForCreation(Collection collection, List<LockKey> keys) {
    return alive(collection)
        .and(LockKeys.directories(collection.name()), LockMode.READ)
        .and(keys, LockMode.WRITE);
  }

  Path path(Collection collection, ArrayId id) {
    return layout.at(layout.arrayFile(collection.name(), id));
  }

  void requireCollection(Collection collection) {
    layout.requireCollection(collection.name());
  }

  StoredArray requireStored(Collection collection, ArrayId id) {
    return find(collection, id).orElseThrow(() -> ArrayFaults.notFound(collection, id));
  }

  @Override
  public void close() {}
}
