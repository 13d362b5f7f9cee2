package io.hypertile.store;

import java.util.Optional;

/** Bytes of an object to read. */
public sealed interface ByteRange {
  /** Number of bytes. */
  long length();

  /**
   * Bytes from a position on.
   *
   * @param offset position of the first, counted from 0
   * @param length number of bytes, at least 1
   */
  record Span(long offset, long length) implements ByteRange {
    /** Checks that the range ends within what a long can count. */
    public Span {
      if (offset < 0 || length < 1 || offset > Long.MAX_VALUE - length) {
        throw new IllegalArgumentException(length + " bytes from " + offset);
      }
    }

    /** Position behind the last byte. */
    public long stop() {
      return offset + length;
    }
  }

  /**
   * The last bytes.
   *
   * @param length number of bytes, at least 1
   */
  record Suffix(long length) implements ByteRange {
    /** Checks the number. */
    public Suffix {
      if (length < 1) {
        throw new IllegalArgumentException(length + " last bytes");
      }
    }
  }

  /** Places the range in an object of a size; empty if the object does not have all of it. */
  default Optional<Span> within(long size) {
    if (length() > size) {
      return Optional.empty();
    }
    return switch (this) {
      case Span span -> span.stop() <= size ? Optional.of(span) : Optional.empty();
      case Suffix suffix -> Optional.of(new Span(size - suffix.length(), suffix.length()));
    };
  }
}
