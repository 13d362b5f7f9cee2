package io.hypertile.store;

import io.hypertile.store.StoreException.Retry;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * An object in memory.
 *
 * @param bytes not to be changed
 */
public record HeldObject(byte[] bytes, ObjectVersion version) {
  /** The object under a key. */
  public StoredObject object(StoreKey key) {
    return new StoredObject(key, bytes.length, version);
  }

  /**
   * A copy of all bytes, as {@link ReadableObjects#load} gives them.
   *
   * @param store its name, for the message
   * @throws StoreException if there are more than the limit
   */
  public LoadedObject load(String store, long limit) {
    if (bytes.length > limit) {
      throw StoreException.tooLong(store, limit);
    }
    return new LoadedObject(bytes.clone(), version);
  }

  /** Copies ranges, as {@link ReadableObjects#read} does. */
  public ReadResult read(List<Piece> pieces, Optional<ObjectVersion> at) {
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

  /** Copies all bytes, as {@link ReadableObjects#readAll} does. */
  public ReadResult readAll(LongFunction<MemorySegment> room, Optional<ObjectVersion> at) {
    if (at.isPresent() && !at.get().equals(version)) {
      return new ReadResult.Changed(Optional.of(version));
    }
    room.apply(bytes.length).copyFrom(MemorySegment.ofArray(bytes));
    return new ReadResult.Read(version, bytes.length);
  }

  /**
   * All bytes of a body.
   *
   * @param store its name, for the message
   * @throws StoreException if they cannot be read
   */
  public static byte[] bytes(String store, ObjectBody body) {
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
