package io.hypertile.atlas;

import io.hypertile.error.CorruptDataException;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.store.ByteRange;
import io.hypertile.store.Piece;
import io.hypertile.store.ReadResult;
import io.hypertile.store.ReadableObjects;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StoredObject;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An object of a store, read by position in the state that it was found in. Thread-safe. */
record StoreFile(ReadableObjects objects, StoredObject object) {
  /** The object of a key; empty if there is none. */
  static Optional<StoreFile> find(ReadableObjects objects, StoreKey key) {
    return objects.find(key).map(found -> new StoreFile(objects, found));
  }

  /** Bytes of it. */
  long size() {
    return object.size();
  }

  /**
   * Fills memory with the bytes from a position on.
   *
   * @param what the part that is read, for the message
   * @throws CorruptDataException if the bytes are not all within the object
   * @throws ServiceException {@code locked} if the object has changed since it was found
   */
  void read(long position, MemorySegment target, String what) {
    long length = target.byteSize();
    if (position < 0 || length > size() || position > size() - length) {
      throw corrupt(
          what, position, length + " bytes are said to be here, and the file has " + size());
    }
    if (length == 0) {
      return;
    }
    Piece piece = new Piece(new ByteRange.Span(position, length), target);
    ReadResult result = objects.read(object.key(), List.of(piece), Optional.of(object.version()));
    if (!(result instanceof ReadResult.Read)) {
      throw new ServiceException(
          ErrorCode.LOCKED,
          "The store is being changed by another program; try again when it has ended.",
          Map.of("file", object.key().text()),
          null);
    }
  }

  /** Bytes on the heap. */
  byte[] bytes(long position, int length, String what) {
    MemorySegment memory = java.lang.foreign.Arena.ofAuto().allocate(Math.max(1, length));
    MemorySegment target = memory.asSlice(0, length);
    read(position, target, what);
    return target.toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
  }

  /** Failure of a part of it. */
  CorruptDataException corrupt(String what, long position, String reason) {
    return new CorruptDataException(object.key().text(), what, position, reason, null);
  }
}
