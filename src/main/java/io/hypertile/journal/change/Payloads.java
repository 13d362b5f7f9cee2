package io.hypertile.journal.change;

import io.hypertile.journal.disk.DiskFile;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Reads payloads wherever they are. */
public final class Payloads {
  private Payloads() {}

  /** The bytes that a change writes; empty where it has none of its own. */
  public static Optional<Payload> of(Change change) {
    return switch (change) {
      case Change.WriteBytes write -> Optional.of(write.payload());
      case Change.WriteBox box -> Optional.of(box.payload());
      case Change.PutFile put -> Optional.of(put.payload());
      default -> Optional.empty();
    };
  }

  /** Fills the direct buffer from its position to its limit with bytes from offset on. */
  public static void read(Payload payload, long offset, ByteBuffer target) throws IOException {
    switch (payload) {
      case MemoryPayload memory -> copy(memory.bytes(), offset, target);
      case StagedPayload staged -> staged.staging().read(staged.offset() + offset, target);
      case FilePayload file -> readFully(file.file(), file.offset() + offset, target);
    }
  }

  /** Fills the buffer from memory. */
  static void copy(MemorySegment bytes, long offset, ByteBuffer target) {
    int count = target.remaining();
    MemorySegment.copy(bytes, offset, MemorySegment.ofBuffer(target), 0, count);
    target.position(target.limit());
  }

  /** Fills the buffer from a file that must be long enough. */
  public static void readFully(DiskFile file, long position, ByteBuffer target) throws IOException {
    int wanted = target.remaining();
    if (file.read(target, position) < wanted) {
      throw new EOFException("the file ends before byte " + (position + wanted));
    }
  }
}
