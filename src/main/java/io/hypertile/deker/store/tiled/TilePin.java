package io.hypertile.deker.store.tiled;

import io.hypertile.chunk.CodecPool;
import io.hypertile.chunk.DecodedChunks;
import io.hypertile.deker.store.files.StorageFailures;
import io.hypertile.deker.store.state.ArrayStates;
import io.hypertile.deker.store.state.PreImage;
import io.hypertile.hdf5.cells.CellReading;
import io.hypertile.ndarray.Region;
import io.hypertile.schema.ArraysSchema;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One tile in the state that a reader of its array sees: absent, open, or damaged. For one thread
 * at a time.
 */
final class TilePin implements AutoCloseable {
  /** A tile that is not there. */
  static final TilePin ABSENT = new TilePin(null, null);

  private final ArrayStates.@Nullable Snapshot snapshot;
  private final @Nullable RuntimeException fault;
  private @Nullable CellReading cells;
  private @Nullable DecodedChunks memory;

  private TilePin(ArrayStates.@Nullable Snapshot snapshot, @Nullable RuntimeException fault) {
    this.snapshot = snapshot;
    this.fault = fault;
  }

  /**
   * Means to decode chunks.
   *
   * @param keptBytes bytes of decoded chunks to keep for the next read
   * @param pool helps to decode
   */
  record Decoding(long keptBytes, CodecPool pool) {}

  /** The tile in a file as readers see it now. Faults of the file are thrown by reading. */
  static TilePin open(ArrayStates states, Path file) {
    try {
      return new TilePin(states.join(file), null);
    } catch (NoSuchFileException e) {
      return ABSENT;
    } catch (IOException e) {
      return new TilePin(null, StorageFailures.unavailable(String.valueOf(file.getFileName()), e));
    } catch (RuntimeException e) {
      return new TilePin(null, e);
    }
  }

  boolean isAbsent() {
    return snapshot == null && fault == null;
  }

  /**
   * Reads a box of a tile that is there.
   *
   * @param schema the tile's schema
   * @param decoding means to decode chunks
   */
  void read(ArraysSchema schema, Region region, MemorySegment target, Decoding decoding) {
    ArrayStates.Snapshot tile = present();
    if (memory == null) {
      memory = new DecodedChunks(decoding.keptBytes(), decoding.pool());
    }
    cells(tile, schema).read(region, target, memory);
    // The cells before the earliest change count, so its old cells are laid on top.
    List<PreImage> preImages = tile.preImages();
    for (int at = preImages.size() - 1; at >= 0; at--) {
      preImages.get(at).restore(region, target, schema.dtype().size());
    }
  }

  /**
   * Copies a box of a tile that is there to its place in a larger array, without a step between.
   *
   * @param schema the tile's schema
   * @param place where its cells go
   * @return false if they have to be read by themselves first; some may have been copied then
   */
  boolean copy(ArraysSchema schema, Region region, CellReading.BlockPart place) {
    ArrayStates.Snapshot tile = present();
    return cells(tile, schema).copy(region, place) && tile.preImages().isEmpty();
  }

  private ArrayStates.Snapshot present() {
    if (fault != null) {
      throw fault;
    }
    if (snapshot == null) {
      throw new IllegalStateException("there is no tile");
    }
    return snapshot;
  }

  private CellReading cells(ArrayStates.Snapshot tile, ArraysSchema schema) {
    CellReading known = cells == null ? tile.file().cells(schema) : cells;
    cells = known;
    return known;
  }

  @Override
  public void close() {
    if (memory != null) {
      memory.close();
    }
    if (snapshot != null) {
      snapshot.close();
    }
  }
}
