package io.hypertile.dataset.store;

import io.hypertile.memory.MemoryShare;
import io.hypertile.memory.NativeBuffer;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.StoreException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.zip.CRC32;

/**
 * Takes bytes that wait for a commit: few on the heap, more in native memory, and in a file what
 * finds no memory. Thread-safe.
 */
final class Stage {
  private static final int SMALL = 8 << 10;
  private static final int BUFFER = 64 << 10;

  /** Bytes that one buffer can have. */
  private static final long LARGEST_COPY = 1L << 30;

  private final String store;
  private final MemoryShare memory;
  private final SpillFile spill;

  Stage(String store, MemoryShare memory, Supplier<Path> scratch) {
    this.store = store;
    this.memory = memory;
    this.spill = new SpillFile(scratch);
  }

  /** Takes the bytes of a body. */
  StagedBytes take(ObjectBody body) {
    try (InputStream in = body.open()) {
      long size = body.size();
      if (size <= SMALL) {
        byte[] bytes = in.readNBytes((int) size);
        require(bytes.length == size);
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return new StagedBytes(MemorySegment.ofArray(bytes), (int) crc.getValue(), null, null);
      }
      Optional<NativeBuffer> room = memory.tryTake(size);
      Optional<MemorySegment> lying = body.lying().filter(bytes -> size <= LARGEST_COPY);
      if (room.isPresent() && lying.isPresent()) {
        return copied(lying.get(), room.get());
      }
      return room.isPresent() ? inMemory(in, size, room.get()) : inFile(in, size);
    } catch (IOException e) {
      throw new StoreException(
          store,
          "Bytes that are to be stored could not be taken in; nothing was changed.",
          StoreException.Retry.LATER,
          e);
    }
  }

  private static StagedBytes copied(MemorySegment lying, NativeBuffer room) {
    MemorySegment bytes = room.bytes().asSlice(0, lying.byteSize()).copyFrom(lying);
    CRC32 crc = new CRC32();
    crc.update(bytes.asByteBuffer());
    return new StagedBytes(bytes, (int) crc.getValue(), room, null);
  }

  private StagedBytes inMemory(InputStream in, long size, NativeBuffer room) throws IOException {
    boolean isTaken = false;
    try {
      MemorySegment bytes = room.bytes().asSlice(0, size);
      int crc =
          copy(
              in,
              size,
              (buffer, count, position) ->
                  MemorySegment.copy(buffer, 0, bytes, ValueLayout.JAVA_BYTE, position, count));
      isTaken = true;
      return new StagedBytes(bytes, crc, room, null);
    } finally {
      if (!isTaken) {
        room.close();
      }
    }
  }

  private StagedBytes inFile(InputStream in, long size) throws IOException {
    SpillFile.Part part = spill.take(size);
    boolean isTaken = false;
    try {
      int crc =
          copy(
              in,
              size,
              (buffer, count, position) -> part.write(ByteBuffer.wrap(buffer, 0, count), position));
      isTaken = true;
      return new StagedBytes(MemorySegment.NULL, crc, null, part);
    } finally {
      if (!isTaken) {
        part.close();
      }
    }
  }

  private interface Target {
    void put(byte[] buffer, int count, long position) throws IOException;
  }

  private static int copy(InputStream in, long size, Target target) throws IOException {
    CRC32 crc = new CRC32();
    byte[] buffer = new byte[(int) Math.min(BUFFER, size)];
    for (long done = 0; done < size; ) {
      int count = in.read(buffer, 0, (int) Math.min(buffer.length, size - done));
      require(count >= 0);
      crc.update(buffer, 0, count);
      target.put(buffer, count, done);
      done += count;
    }
    return (int) crc.getValue();
  }

  private static void require(boolean holds) throws EOFException {
    if (!holds) {
      throw new EOFException("the body has fewer bytes than it says");
    }
  }
}
