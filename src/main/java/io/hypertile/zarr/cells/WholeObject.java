package io.hypertile.zarr.cells;

import io.hypertile.array.ChunkObject;
import io.hypertile.store.ByteRange;
import io.hypertile.store.Piece;
import io.hypertile.store.ReadResult;
import io.hypertile.store.StoredObject;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/**
 * An object of an array's chunks, read in the version that it was found in.
 *
 * @param objects the state of the array
 * @param found the object in that state
 */
record WholeObject(ZarrObjects objects, StoredObject found) implements ChunkObject {
  @Override
  public long size() {
    return found.size();
  }

  @Override
  public String version() {
    return found.version().text();
  }

  @Override
  public void read(long offset, MemorySegment target) {
    Piece piece = new Piece(new ByteRange.Span(offset, target.byteSize()), target);
    ReadResult result = objects.read(found.key(), List.of(piece), Optional.of(found.version()));
    if (!(result instanceof ReadResult.Read)) {
      throw objects.changed(found.key());
    }
  }
}
