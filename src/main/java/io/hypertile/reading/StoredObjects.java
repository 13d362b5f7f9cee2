package io.hypertile.reading;

import io.hypertile.array.CellReader;
import io.hypertile.array.ChunkObject;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The objects of an array's chunks in the state that it was opened in, as they are stored. Used by
 * one thread; must be closed.
 */
public final class StoredObjects implements AutoCloseable {
  private final CellReader reader;
  private final PlanExecutor executor;

  /** Takes over the reader. */
  StoredObjects(CellReader reader, PlanExecutor executor) {
    this.reader = reader;
    this.executor = executor;
  }

  /**
   * Bytes of the object of a chunk; empty if there is none.
   *
   * @param position number of the chunk on each axis, within the grid of the array's document
   */
  public OptionalLong size(long[] position) {
    Optional<ChunkObject> found = find(position);
    return found.isPresent() ? OptionalLong.of(found.get().size()) : OptionalLong.empty();
  }

  /**
   * Reads the object of a chunk, a few megabytes at a time; nothing where there is none.
   *
   * @throws io.hypertile.error.ServiceException as {@link StoredBytes#forEach}
   */
  public void forEach(long[] position, StoredBytes.Consumer consumer) throws IOException {
    Optional<ChunkObject> found = find(position);
    if (found.isPresent() && found.get().size() > 0) {
      ByteSpan all = new ByteSpan(0, found.get().size());
      new StoredBytes(reader, found.get(), executor).forEach(all, consumer);
    }
  }

  private Optional<ChunkObject> find(long[] position) {
    return PlanExecutor.await(executor.submit(() -> reader.object(position)));
  }

  @Override
  public void close() {
    reader.close();
  }
}
