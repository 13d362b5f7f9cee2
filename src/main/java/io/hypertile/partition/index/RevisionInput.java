package io.hypertile.partition.index;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.partition.index.parquet.ParquetInput;
import io.hypertile.store.ByteRange;
import io.hypertile.store.Piece;
import io.hypertile.store.ReadResult;
import io.hypertile.store.ReadableObjects;
import io.hypertile.store.StoredObject;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * An object of a state as a file.
 *
 * @param objects the state
 * @param object the object as it was found
 */
record RevisionInput(ReadableObjects objects, StoredObject object) implements ParquetInput {
  @Override
  public String name() {
    return object.key().text();
  }

  @Override
  public long size() {
    return object.size();
  }

  /** Bytes in memory that is freed with the buffer. */
  @Override
  public ByteBuffer read(long offset, int length) {
    if (length == 0) {
      return ByteBuffer.allocate(0);
    }
    MemorySegment target = Arena.ofAuto().allocate(length);
    Piece piece = new Piece(new ByteRange.Span(offset, length), target);
    return switch (objects.read(object.key(), List.of(piece), Optional.of(object.version()))) {
      case ReadResult.Read ignored -> target.asByteBuffer();
      case ReadResult.Absent ignored -> throw changed();
      case ReadResult.Changed ignored -> throw changed();
      case ReadResult.TooShort ignored -> throw changed();
    };
  }

  private static ServiceException changed() {
    return new ServiceException(
        ErrorCode.LOCKED, "The index was changed while it was read; try again.");
  }
}
