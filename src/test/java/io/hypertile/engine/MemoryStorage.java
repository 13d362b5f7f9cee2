package io.hypertile.engine;

import io.hypertile.array.Version;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.Attributes;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reference implementation of the storage SPI over plain Java arrays. Every change replaces an
 * immutable state, so that readers keep what they opened. Lost when the object is.
 */
public final class MemoryStorage implements TestStorage {
  private final NavigableMap<CollectionName, Entry> entries = new TreeMap<>();
  private final MemoryEngine engine = new MemoryEngine(this);
  private long lastVersion;

  /** A collection with the states of its arrays. */
  public record Entry(
      Collection collection, NavigableMap<ArrayId, State> arrays, Map<Attributes, ArrayId> keys) {
    /** The state of an array that must be there. */
    State require(ArrayId id) {
      State state = arrays.get(id);
      if (state == null) {
        throw new ServiceException(
            ErrorCode.ARRAY_NOT_FOUND, "There is no such array; list the arrays to see their ids.");
      }
      return state;
    }
  }

  /**
   * An array at one moment; the cells are never changed in place.
   *
   * @param tiles ids of the tiles that were made by number
   */
  record State(StoredArray array, byte[] cells, Map<Long, ArrayId> tiles) {}

  @Override
  public CollectionStore collections() {
    return new Collections();
  }

  @Override
  public ArrayEngine arrays() {
    return engine;
  }

  @Override
  public void close() {}

  /** Takes all collections away. */
  public synchronized void removeAll() {
    entries.clear();
  }

  /** The entry of a collection; the caller holds the monitor. */
  Optional<Entry> entry(CollectionName name) {
    return Optional.ofNullable(entries.get(name));
  }

  /** A version never given before; the caller holds the monitor. */
  Version nextVersion() {
    return new Version("m" + ++lastVersion);
  }

  private final class Collections implements CollectionStore {
    @Override
    public void create(Collection collection) {
      synchronized (MemoryStorage.this) {
        Entry entry = new Entry(collection, new TreeMap<>(), new HashMap<>());
        if (entries.putIfAbsent(collection.name(), entry) != null) {
          throw new ServiceException(
              ErrorCode.ALREADY_EXISTS, "A collection of this name exists; choose another name.");
        }
      }
    }

    @Override
    public Optional<Collection> find(CollectionName name) {
      synchronized (MemoryStorage.this) {
        return entry(name).map(Entry::collection);
      }
    }

    @Override
    public List<CollectionName> list() {
      synchronized (MemoryStorage.this) {
        return List.copyOf(entries.keySet());
      }
    }

    @Override
    public boolean delete(CollectionName name) {
      synchronized (MemoryStorage.this) {
        return entries.remove(name) != null;
      }
    }

    @Override
    public boolean clear(CollectionName name) {
      synchronized (MemoryStorage.this) {
        Optional<Entry> entry = entry(name);
        entry.ifPresent(found -> {
          found.arrays().clear();
          found.keys().clear();
        });
        return entry.isPresent();
      }
    }
  }
}
