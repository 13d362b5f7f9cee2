package io.hypertile.deker.store.tiled;

import io.hypertile.array.Precondition;
import io.hypertile.array.Version;
import io.hypertile.chunk.CodecPool;
import io.hypertile.deker.store.files.ArrayLinks;
import io.hypertile.deker.store.files.ArrayWalk;
import io.hypertile.deker.store.files.DekerLayout;
import io.hypertile.deker.store.files.FileStamp;
import io.hypertile.deker.store.files.KeyedFiles;
import io.hypertile.deker.store.files.LockStack;
import io.hypertile.deker.store.files.StorageFailures;
import io.hypertile.deker.store.files.StoredHeaders;
import io.hypertile.deker.store.write.ArrayFiles;
import io.hypertile.deker.store.write.TilePool;
import io.hypertile.engine.ArrayEngine;
import io.hypertile.engine.ArrayFaults;
import io.hypertile.engine.ArrayReader;
import io.hypertile.engine.StoredArray;
import io.hypertile.engine.StoredTile;
import io.hypertile.engine.TiledArrays;
import io.hypertile.error.ServiceException;
import io.hypertile.journal.Journal;
import io.hypertile.journal.change.Change;
import io.hypertile.journal.change.Payload;
import io.hypertile.journal.change.RootPath;
import io.hypertile.journal.change.Transaction;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.Region;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.Attributes;
import io.hypertile.schema.Collection;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Virtual arrays: a document each, and tiles that are array files (deker-layout.md, "Metadata text"
 * and "Virtual arrays and tiles"). The document is stamped by every change of a tile, so that its
 * time is the array's version.
 */
public final class TiledEngine implements ArrayEngine, TiledArrays {
  private final DekerLayout layout;
  private final ArrayLinks links;
  private final KeyedFiles keyedFiles;
  private final Journal journal;
  private final TileLocks locks;
  private final TiledStates states;
  private final TileChanges changes;
  private final TiledWriter writer;
  private final TiledDeletion deletion;
  private final TilePool pool;
  private final CodecPool codecs;
  private final DocumentWriter documents;
  private final VirtualArrays arrays = new VirtualArrays();

  /**
   * Virtual arrays beside plain ones.
   *
   * @param openTimeout how long opening waits for a change that keeps no old cells
   */
  public TiledEngine(ArrayFiles shared, TileLocks locks, TilePool pool, Duration openTimeout) {
    this.layout = shared.layout().ofVirtualArrays();
    this.links = new ArrayLinks(layout);
    this.keyedFiles = new KeyedFiles(layout, links);
    this.journal = shared.journal();
    this.locks = locks;
    this.pool = pool;
    this.codecs = shared.pool();
    ArrayLinks tileLinks = new ArrayLinks(shared.layout());
    TileFiles tiles = new TileFiles(shared.layout(), tileLinks);
    VirtualFiles files = new VirtualFiles(layout, tiles, shared.states());
    this.states = new TiledStates(shared.states(), files, tiles, openTimeout);
    this.changes =
        new TileChanges(
            states, new KeyedFiles(shared.layout(), tileLinks), shared.writer(), shared.pool());
    this.writer = new TiledWriter(states, changes, locks, shared.writer(), pool);
    this.documents = new DocumentWriter(files, journal, shared.states().guarding());
    this.deletion = new TiledDeletion(states, changes, keyedFiles, journal);
  }

  @Override
  public StoredArray create(Collection collection, ArrayHeader header) {
    ArrayId id = header.id();
    List<String> keyPath = ArrayLinks.keyPath(collection, header.primary());
    try (LockStack held = locks.forCreation(collection, id, keyPath)) {
      layout.requireCollection(collection.name());
      keyedFiles.requireFree(collection, header, keyPath);
      RootPath file = layout.arrayFile(collection.name(), id);
      List<Change> content =
          List.of(
              new Change.WriteBytes(file, 0, Payload.of(StoredHeaders.bytes(header))),
              new Change.Touch(file, FileStamp.first()));
      journal.commit(new Transaction(keyedFiles.creation(collection, id, keyPath, content)));
      return require(arrays.of(collection, id));
    }
  }

  @Override
  public Optional<StoredArray> find(Collection collection, ArrayId id) {
    return find(arrays.of(collection, id));
  }

  private Optional<StoredArray> find(VirtualArray array) {
    try {
      return Optional.of(states.read(array));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw StorageFailures.unavailable(states.files.rootPath(array).text(), e);
    }
  }

  private StoredArray require(VirtualArray array) {
    return find(array).orElseThrow(() -> ArrayFaults.notFound(array.collection(), array.id()));
  }

  @Override
  public Optional<StoredArray> findByKey(Collection collection, Attributes primary) {
    return links.findArray(collection, primary, id -> find(collection, id));
  }

  @Override
  public List<ArrayId> list(Collection collection, @Nullable ArrayId after, int limit) {
    return ArrayWalk.list(layout, collection, after, limit);
  }

  @Override
  public StoredArray updateAttributes(
      Collection collection, ArrayId id, UnaryOperator<Attributes> change, Precondition condition) {
    VirtualArray array = arrays.of(collection, id);
    try (LockStack held = locks.forAttributes(collection, id)) {
      StoredArray stored = require(array);
      condition.require(stored.version());
      Optional<ArrayHeader> next = StoredHeaders.changed(stored.header(), change);
      if (next.isEmpty()) {
        return stored;
      }
      byte[] document = StoredHeaders.bytes(next.get());
      try (TileWriting writing = states.begin(array, TileWriting.Extent.NO_TILES)) {
        StoredArray after = writing.commit(modified -> documents.write(array, document, modified));
        return after == null ? require(array) : after;
      }
    } catch (NoSuchFileException e) {
      throw ArrayFaults.notFound(collection, id);
    } catch (IOException e) {
      throw StorageFailures.fromWriting(states.files.rootPath(array).text(), e);
    }
  }

  @Override
  public boolean delete(Collection collection, ArrayId id, Precondition condition) {
    VirtualArray array = arrays.of(collection, id);
    try (LockStack held = locks.forDeletion(collection, id)) {
      if (!links.hasFile(collection, id)) {
        return false;
      }
      deletion.delete(array, condition, held);
      return true;
    } catch (IOException e) {
      throw StorageFailures.unavailable(states.files.rootPath(array).text(), e);
    }
  }

  @Override
  public ArrayReader open(Collection collection, ArrayId id, Region bounds) {
    VirtualArray array = arrays.of(collection, id);
    try {
      return new TiledReader(array, states.open(array, bounds), bounds, pool, codecs);
    } catch (NoSuchFileException e) {
      throw ArrayFaults.notFound(collection, id);
    } catch (IOException e) {
      throw StorageFailures.unavailable(states.files.rootPath(array).text(), e);
    }
  }

  @Override
  public Optional<TiledArrays> tiled(Collection collection) {
    return Optional.of(this);
  }

  @Override
  public List<StoredTile> tiles(Collection collection, ArrayId id, long from, int limit) {
    VirtualArray array = arrays.of(collection, id);
    require(array);
    List<StoredTile> found = new ArrayList<>();
    Region whole = Region.whole(array.tiling().array());
    for (long number : states.tiles.numbers(array, whole)) {
      if (found.size() == limit) {
        break;
      }
      Optional<ArrayId> tile = number < from ? Optional.empty() : states.tiles.find(array, number);
      tile.ifPresent(present -> found.add(tile(array, number, present)));
    }
    return found;
  }

  @Override
  public boolean has(Collection collection, ArrayId id, long number) {
    return states.tiles.find(arrays.of(collection, id), number).isPresent();
  }

  private StoredTile tile(VirtualArray array, long number, ArrayId tile) {
    Region bounds = array.tiling().bounds(number);
    try {
      return new StoredTile(number, tile, bounds, states.files.readHasData(array, tile));
    } catch (ServiceException e) {
      return new StoredTile(number, tile, bounds, true, Optional.of(e));
    }
  }

  @Override
  public StoredTile createTile(Collection collection, ArrayId id, long number, ArrayId tile) {
    VirtualArray array = arrays.of(collection, id);
    if (tile.equals(id)) {
      // Their locks have one name, so waiting for the tile's would be waiting for oneself.
      throw StorageFailures.exists(collection, tile, "id");
    }
    Region bounds = array.tiling().bounds(number);
    try (LockStack held = locks.forTiles(array, bounds, false, Precondition.NONE)) {
      TileLocks.addTiles(held, array, List.of(Optional.of(tile)));
      ArrayHeader parent = require(array).header();
      if (states.tiles.find(array, number).isPresent()) {
        throw StorageFailures.exists(collection, states.tiles.find(array, number).get(), "key");
      }
      if (states.tiles.hasFile(array, tile)) {
        throw StorageFailures.exists(collection, tile, "id");
      }
      journal.commit(new Transaction(changes.createEmpty(array, parent, number, tile)));
      return new StoredTile(number, tile, bounds, false);
    }
  }

  @Override
  public Version write(
      Collection collection, ArrayId id, Region region, CellSource cells, Precondition condition) {
    VirtualArray array = arrays.of(collection, id);
    require(array);
    try {
      return writer.write(array, region, cells, condition);
    } catch (NoSuchFileException e) {
      throw ArrayFaults.notFound(collection, id);
    } catch (IOException e) {
      throw StorageFailures.fromWriting(states.files.rootPath(array).text(), e);
    }
  }

  @Override
  public Version clear(Collection collection, ArrayId id, Region region, Precondition condition) {
    VirtualArray array = arrays.of(collection, id);
    require(array);
    try {
      return writer.clear(array, region, condition);
    } catch (NoSuchFileException e) {
      throw ArrayFaults.notFound(collection, id);
    } catch (IOException e) {
      throw StorageFailures.fromWriting(states.files.rootPath(array).text(), e);
    }
  }

  @Override
  public void close() {}
}
