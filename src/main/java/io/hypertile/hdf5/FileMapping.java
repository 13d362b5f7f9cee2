package io.hypertile.hdf5;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A file as read-only memory, mapped when it is first asked for and kept. That takes address space
 * and no memory, whatever the file's size. Thread-safe; closed when nobody uses the memory.
 */
final class FileMapping implements AutoCloseable {
  private final FileChannel channel;
  private final long size;
  private volatile @Nullable MemorySegment bytes;
  private @Nullable Arena arena;

  FileMapping(FileChannel channel, long size) {
    this.channel = channel;
    this.size = size;
  }

  /** The file's bytes; empty when it cannot be mapped, so that it has to be read. */
  Optional<MemorySegment> bytes() {
    MemorySegment mapped = bytes;
    return mapped == null ? map() : Optional.of(mapped);
  }

  private synchronized Optional<MemorySegment> map() {
    MemorySegment mapped = bytes;
    if (mapped != null) {
      return Optional.of(mapped);
    }
    Arena opened = Arena.ofShared();
    try {
      MemorySegment made = channel.map(FileChannel.MapMode.READ_ONLY, 0, size, opened);
      arena = opened;
      bytes = made;
      return Optional.of(made);
    } catch (IOException | UnsupportedOperationException e) {
      opened.close();
      System.getLogger(FileMapping.class.getName())
          .log(System.Logger.Level.DEBUG, "a file that cannot be mapped is read", e);
      return Optional.empty();
    }
  }

  @Override
  public synchronized void close() {
    if (arena != null) {
      bytes = null;
      arena.close();
      arena = null;
    }
  }
}
