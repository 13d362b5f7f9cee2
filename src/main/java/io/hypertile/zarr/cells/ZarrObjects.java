package io.hypertile.zarr.cells;

import io.hypertile.error.CorruptDataException;
import io.hypertile.ndarray.ChunkGrid;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.Piece;
import io.hypertile.store.ReadResult;
import io.hypertile.store.ReadableObjects;
import io.hypertile.store.StoreException;
import io.hypertile.store.StoreException.Retry;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Objects that hold an array's chunks.
 *
 * @param objects the state that they are read in
 * @param place of the array
 */
record ZarrObjects(ReadableObjects objects, StorePrefix place, ZarrForm form) {
  /** Key of the object that holds a cell. */
  StoreKey keyAt(long[] cell) {
    ChunkGrid grid = form.specification().grid();
    long[] position = cell.clone();
    for (int axis = 0; axis < position.length; axis++) {
      position[axis] /= grid.chunkShape().length(axis);
    }
    return key(position);
  }

  /** Key of the object of a chunk, by its number on each axis. */
  StoreKey key(long[] position) {
    return place.key(form.specification().keys().key(position));
  }

  ReadResult read(StoreKey key, List<Piece> pieces, Optional<ObjectVersion> at) {
    return objects.read(key, pieces, at);
  }

  ReadResult readAll(StoreKey key, LongFunction<MemorySegment> room) {
    return objects.readAll(key, room, Optional.empty());
  }

  /** An object that another program replaces faster than it is read. */
  StoreException changed(StoreKey key) {
    return new StoreException(
        place.isRoot() ? key.text() : place.text(),
        "The object \"" + key + "\" was changed by another program while it was read; try again.",
        Retry.LATER,
        null);
  }

  /** A chunk that contradicts the format; its first cell is given. */
  CorruptDataException corrupt(long[] start, String reason, @Nullable Throwable cause) {
    return new CorruptDataException(
        keyAt(start).text(), "chunk at " + Arrays.toString(start), -1, reason, cause);
  }
}
