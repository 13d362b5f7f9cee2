package io.hypertile.store;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** Bytes to store. Opened once for each try, so it must give the same bytes each time. */
public interface ObjectBody {
  /** Number of bytes. */
  long size();

  /** The bytes from the first on, for one thread. */
  InputStream open() throws IOException;

  /** The bytes in memory, as one run; empty if they have to be read from elsewhere. */
  default Optional<MemorySegment> lying() {
    return Optional.empty();
  }

  /** Bytes of an array, which must not change until they are stored. Nothing is copied here. */
  static ObjectBody of(byte[] bytes) {
    return new ObjectBody() {
      @Override
      public long size() {
        return bytes.length;
      }

      @Override
      public InputStream open() {
        return new ByteArrayInputStream(bytes);
      }

      @Override
      public Optional<MemorySegment> lying() {
        return Optional.of(MemorySegment.ofArray(bytes));
      }
    };
  }

  /** Bytes of memory, which must not change until they are stored. Nothing is copied here. */
  static ObjectBody of(MemorySegment bytes) {
    return new ObjectBody() {
      @Override
      public long size() {
        return bytes.byteSize();
      }

      @Override
      public InputStream open() {
        return new SegmentInput(bytes);
      }

      @Override
      public Optional<MemorySegment> lying() {
        return Optional.of(bytes);
      }
    };
  }
}
