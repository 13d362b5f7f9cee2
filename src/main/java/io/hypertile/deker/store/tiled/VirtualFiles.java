package io.hypertile.deker.store.tiled;

import io.hypertile.array.Version;
import io.hypertile.deker.form.MalformedMetaException;
import io.hypertile.deker.form.MetaJson;
import io.hypertile.deker.lock.FileGuard;
import io.hypertile.deker.store.files.DekerLayout;
import io.hypertile.deker.store.files.FileStamp;
import io.hypertile.deker.store.files.StorageFailures;
import io.hypertile.deker.store.state.ArrayStates;
import io.hypertile.deker.store.state.OpenFile;
import io.hypertile.engine.StoredArray;
import io.hypertile.error.CorruptDataException;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.journal.change.RootPath;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.ArraysSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;

/**
 * Reads the documents of virtual arrays (deker-layout.md, "Metadata text"). Every change of a
 * virtual array or of its tiles moves its document's modification time on, which is the version.
 * Another program's change of tiles alone does not, so where the storage is shared the tiles' times
 * belong to the version. Thread-safe.
 */
final class VirtualFiles {
  private static final long LARGEST_DOCUMENT = 16L << 20;
  private static final int MOST_KEPT = 1024;

  private final DekerLayout layout;
  private final TileFiles tiles;
  private final ArrayStates states;
  private final LinkedHashMap<Path, Kept> kept = new LinkedHashMap<>(64, 0.75f, true);

  private record Kept(FileStamp stamp, ArraysSchema schema, ArrayHeader header) {}

  /**
   * Documents below a root.
   *
   * @param layout that of virtual arrays
   */
  VirtualFiles(DekerLayout layout, TileFiles tiles, ArrayStates states) {
    this.layout = layout;
    this.tiles = tiles;
    this.states = states;
  }

  RootPath rootPath(VirtualArray array) {
    return layout.arrayFile(array.collection().name(), array.id());
  }

  Path path(VirtualArray array) {
    return layout.at(rootPath(array));
  }

  /** The state of the document's file. */
  FileStamp stamp(VirtualArray array) throws IOException {
    return FileStamp.of(path(array));
  }

  /**
   * The array as it is on disk.
   *
   * @throws NoSuchFileException if it is not there
   * @throws CorruptDataException if its document cannot be read
   */
  StoredArray read(VirtualArray array) throws IOException {
    Path path = path(array);
    try (FileGuard.Hold guard = states.guarding().join(path)) {
      FileStamp stamp = FileStamp.of(path);
      ArrayHeader header = header(array, path, stamp).of(array.id());
      return new StoredArray(header, version(array, stamp), hasData(array));
    }
  }

  /** The document's time tells of every change made here, and the tiles' times of Deker's. */
  private Version version(VirtualArray array, FileStamp stamp) {
    if (!states.guarding().isShared()) {
      return stamp.version();
    }
    long[] sum = {0};
    tiles.anyMatch(
        array,
        number -> {
          tiles.find(array, number).ifPresent(tile -> sum[0] += mixed(array, tile));
          return false;
        });
    return new Version(stamp.version().text() + "-" + Long.toHexString(sum[0]));
  }

  /** A number that another state of the tile has by chance alone; 0 if the tile is gone. */
  private long mixed(VirtualArray array, ArrayId tile) {
    try {
      FileStamp stamp = FileStamp.of(tiles.path(array, tile));
      long mixed = (stamp.modified() * 31 + stamp.size()) * 31 + tile.hashCode();
      mixed = (mixed ^ (mixed >>> 33)) * 0xff51afd7ed558ccdL;
      return mixed ^ (mixed >>> 33);
    } catch (NoSuchFileException e) {
      return 0;
    } catch (IOException e) {
      throw StorageFailures.unavailable(tiles.rootPath(array, tile).text(), e);
    }
  }

  private ArrayHeader header(VirtualArray array, Path path, FileStamp stamp) throws IOException {
    synchronized (kept) {
      Kept known = kept.get(path);
      if (known != null && known.stamp().equals(stamp) && known.schema() == array.schema()) {
        return known.header();
      }
    }
    ArrayHeader header = parse(array, path, stamp);
    if (states.guarding().isShared() && !stamp.isSettled()) {
      return header;
    }
    synchronized (kept) {
      kept.put(path, new Kept(stamp, array.schema(), header));
      if (kept.size() > MOST_KEPT) {
        kept.pollFirstEntry();
      }
    }
    return header;
  }

  private ArrayHeader parse(VirtualArray array, Path path, FileStamp stamp) throws IOException {
    String name = rootPath(array).text();
    if (stamp.size() > LARGEST_DOCUMENT) {
      throw new CorruptDataException(name, "meta", 0, stamp.size() + " bytes are too many", null);
    }
    try {
      return MetaJson.parse(array.schema(), Files.readAllBytes(path));
    } catch (MalformedMetaException e) {
      throw new CorruptDataException(name, "meta", 0, String.valueOf(e.getMessage()), e);
    }
  }

  /** Whether any tile on disk holds cells. */
  boolean hasData(VirtualArray array) {
    return tiles.anyMatch(
        array,
        number -> tiles.find(array, number).filter(tile -> hasData(array, tile)).isPresent());
  }

  /**
   * Whether a tile on disk holds cells; one that is damaged or in a form that is not read counts,
   * so that reading it shows what is wrong.
   */
  boolean hasData(VirtualArray array, ArrayId tile) {
    try {
      return readHasData(array, tile);
    } catch (ServiceException e) {
      if (e.code() == ErrorCode.CORRUPT_DATA || e.code() == ErrorCode.UNSUPPORTED_STORAGE) {
        return true;
      }
      throw e;
    }
  }

  /**
   * Whether a tile on disk holds cells; false if it is gone.
   *
   * @throws ServiceException if it cannot be read
   */
  boolean readHasData(VirtualArray array, ArrayId tile) {
    try {
      OpenFile file = states.acquire(tiles.path(array, tile));
      try {
        return file.metadata().data().isPresent();
      } finally {
        file.release();
      }
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      throw StorageFailures.unavailable(tiles.rootPath(array, tile).text(), e);
    }
  }
}
