package io.hypertile.store.memory;

import io.hypertile.store.ByteRange;
import io.hypertile.store.LoadedObject;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.Piece;
import io.hypertile.store.ReadResult;
import io.hypertile.store.StoreException;
import io.hypertile.store.StoreException.Retry;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/**
 * An object in memory.
 *
 * @param bytes not to be changed
 */
record HeldObject(byte[] bytes, ObjectVersion version) {
  StoredObject object(StoreKey key) {
    return new StoredObject(key, bytes.length, version);
  }

  LoadedObject load(String store, long limit) {
    if (bytes.length > limit) {
      throw new StoreException(
          store, "The object has more than " + limit + " bytes.", Retry.NEVER, null);
    }
    return new LoadedObject(bytes.clone(), version);
  }

  ReadResult read(List<Piece> pieces, Optional<ObjectVersion> at) {
    if (at.isPresent() && !at.get().equals(version)) {
      return new ReadResult.Changed(Optional.of(version));
    }
    MemorySegment all = MemorySegment.ofArray(bytes);
    for (Piece piece : pieces) {
      Optional<ByteRange.Span> span = piece.range().within(bytes.length);
      if (span.isEmpty()) {
        return new ReadResult.TooShort(bytes.length);
      }
      piece.target().copyFrom(all.asSlice(span.get().offset(), span.get().length()));
    }
    return new ReadResult.Read(version, bytes.length);
  }

  /** All bytes of a body. */
  static byte[] bytes(String store, ObjectBody body) {
    try (InputStream in = body.open()) {
      byte[] bytes = in.readAllBytes();
      if (bytes.length != body.size()) {
        throw new IllegalArgumentException(bytes.length + " bytes of " + body.size());
      }
      return bytes;
    } catch (IOException e) {
      throw new StoreException(store, "The bytes to store could not be read.", Retry.NEVER, e);
    }
  }
}
