package io.hypertile.store.remote;

import io.hypertile.store.ObjectVersion;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Answer of a store to the request of a range. */
public sealed interface RemoteAnswer {
  /** There is no object of the key. */
  record Absent() implements RemoteAnswer {}

  /**
   * The object is in another state than the one asked for.
   *
   * @param found the state it is in, where the store says
   */
  record Changed(Optional<ObjectVersion> found) implements RemoteAnswer {}

  /**
   * The object has none of the bytes asked for.
   *
   * @param size bytes that it has, where the store says
   */
  record Outside(Optional<Long> size) implements RemoteAnswer {}

  /**
   * Bytes are coming.
   *
   * @param version the state they are of
   * @param size bytes that the object has in all
   * @param first position of the first byte that comes
   * @param length number of bytes that come
   * @param stream the bytes; closing it before its end gives up the rest
   */
  record Bytes(ObjectVersion version, long size, long first, long length, InputStream stream)
      implements RemoteAnswer, AutoCloseable {
    @Override
    public void close() throws IOException {
      stream.close();
    }
  }
}
