package io.hypertile.store.layer;

import io.hypertile.store.ByteRange;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.StoreKey;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Optional;

/**
 * A range of an object whose bytes are in a ring.
 *
 * @param at number of bytes that were reserved before them; its remainder by the room is their
 *     place in the file
 * @param length number of bytes
 */
record RingRange(Name name, long at, int length, long checksum, Facts facts) {
  /** Kinds of ranges in a file. */
  private static final int WHOLE = 0;

  private static final int SPAN = 1;
  private static final int SUFFIX = 2;

  /**
   * Name of a range.
   *
   * @param range empty for all of the object
   */
  record Name(StoreKey key, Optional<ByteRange> range) {}

  /** Version and size of an object of which a range was read. */
  record Facts(ObjectVersion version, long size) {}

  /** Whether it can lie in a ring in which so many bytes were reserved. */
  boolean isWithin(long head, long room) {
    return at >= 0
        && length > 0
        && at >= head - room
        && at + length <= head
        && at % room + length <= room;
  }

  void write(DataOutputStream out) throws IOException {
    out.writeUTF(name.key.text());
    switch (name.range.orElse(null)) {
      case null -> out.writeByte(WHOLE);
      case ByteRange.Span(long offset, long count) -> {
        out.writeByte(SPAN);
        out.writeLong(offset);
        out.writeLong(count);
      }
      case ByteRange.Suffix(long count) -> {
        out.writeByte(SUFFIX);
        out.writeLong(count);
      }
    }
    out.writeUTF(facts.version.text());
    out.writeLong(facts.size);
    out.writeLong(at);
    out.writeInt(length);
    out.writeLong(checksum);
  }

  /**
   * Reads what was written.
   *
   * @throws IllegalArgumentException if it makes no sense
   */
  static RingRange read(DataInputStream in) throws IOException {
    Name name = new Name(new StoreKey(in.readUTF()), range(in));
    Facts facts = new Facts(new ObjectVersion(in.readUTF()), in.readLong());
    return new RingRange(name, in.readLong(), in.readInt(), in.readLong(), facts);
  }

  private static Optional<ByteRange> range(DataInputStream in) throws IOException {
    return switch (in.readByte()) {
      case WHOLE -> Optional.empty();
      case SPAN -> Optional.of(new ByteRange.Span(in.readLong(), in.readLong()));
      case SUFFIX -> Optional.of(new ByteRange.Suffix(in.readLong()));
      default -> throw new IllegalArgumentException("no kind of range");
    };
  }
}
