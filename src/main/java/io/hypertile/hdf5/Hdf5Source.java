package io.hypertile.hdf5;

import io.hypertile.error.CorruptDataException;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Bytes of one file by position, bounded by the size the file had when the source was made. Holds
 * no position and no buffer, so threads may share it. The channel stays the caller's to close, who
 * also ends the mapping.
 */
public final class Hdf5Source {
  private static final int LARGEST_READ = 1 << 30;

  private final Backing backing;
  private final String name;
  private final long size;

  private Hdf5Source(Backing backing, String name, long size) {
    this.backing = backing;
    this.name = name;
    this.size = size;
  }

  /** Origin of the bytes; positions are within the size. */
  private sealed interface Backing {
    public void read(long position, MemorySegment target) throws IOException;

    /** All bytes as memory; empty when that cannot be had. */
    Optional<MemorySegment> mapped();

    /** The size now, which is smaller when somebody cut the file. */
    long sizeNow() throws IOException;

    public void unmap();
  }

  private record ChannelBacking(FileChannel channel, FileMapping mapping) implements Backing {
    @Override
    public void read(long position, MemorySegment target) throws IOException {
      long done = 0;
      while (done < target.byteSize()) {
        long length = Math.min(LARGEST_READ, target.byteSize() - done);
        ByteBuffer buffer = target.asSlice(done, length).asByteBuffer();
        while (buffer.hasRemaining()) {
          int count = channel.read(buffer, position + done + buffer.position());
          if (count < 0) {
            throw new java.io.EOFException("the file became shorter while it was read");
          }
        }
        done += length;
      }
    }

    @Override
    public Optional<MemorySegment> mapped() {
      return mapping.bytes();
    }

    @Override
    public long sizeNow() throws IOException {
      return channel.size();
    }

    @Override
    public void unmap() {
      mapping.close();
    }
  }

  private record MemoryBacking(MemorySegment bytes) implements Backing {
    @Override
    public void read(long position, MemorySegment target) {
      MemorySegment.copy(bytes, position, target, 0, target.byteSize());
    }

    @Override
    public Optional<MemorySegment> mapped() {
      return Optional.of(bytes.asReadOnly());
    }

    @Override
    public long sizeNow() {
      return bytes.byteSize();
    }

    @Override
    public void unmap() {}
  }

  /**
   * The bytes of an open file.
   *
   * @param name the file as messages name it, relative to the storage root
   * @throws ServiceException {@code storage-unavailable} if its size cannot be learned
   */
  public static Hdf5Source of(FileChannel channel, String name) {
    try {
      long size = channel.size();
      FileMapping mapping = new FileMapping(channel, size);
      return new Hdf5Source(new ChannelBacking(channel, mapping), name, size);
    } catch (IOException e) {
      throw unavailable(name, e);
    }
  }

  /** A file's bytes in memory. */
  public static Hdf5Source of(MemorySegment bytes, String name) {
    return new Hdf5Source(new MemoryBacking(bytes), name, bytes.byteSize());
  }

  /** The file as messages name it. */
  public String name() {
    return name;
  }

  /** Bytes of the file. */
  public long size() {
    return size;
  }

  /**
   * Fills the target with the bytes from the position on.
   *
   * @param object the object to read, for the message
   * @throws CorruptDataException if the bytes are not all within the file
   * @throws ServiceException {@code storage-unavailable} if the disk fails
   */
  public void read(long position, MemorySegment target, String object) {
    requireInside(position, target.byteSize(), object);
    try {
      backing.read(position, target);
    } catch (java.io.EOFException e) {
      throw new CorruptDataException(name, object, position, String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw unavailable(name, e);
    }
  }

  /**
   * Hands over a range as memory, without reading it: for runs so short that a system call for each
   * would cost more. False, and nothing done, if the file cannot be mapped.
   *
   * @param reader gets the range, read-only and valid until it returns; must not give it to native
   *     code, which would end the process when the file is cut short
   * @throws CorruptDataException if the bytes are not all within the file
   * @throws ServiceException {@code storage-unavailable} if the disk fails
   */
  public boolean readMapped(
      long position, long length, Consumer<MemorySegment> reader, String object) {
    requireInside(position, length, object);
    Optional<MemorySegment> bytes = backing.mapped();
    if (bytes.isEmpty()) {
      return false;
    }
    try {
      try {
        reader.accept(bytes.get().asSlice(position, length));
      } catch (InternalError e) {
        if (backing.sizeNow() >= position + length) {
          throw unavailable(name, new IOException("a page of the file cannot be read", e));
        }
      }
      // Pages past the end of a file that was cut may read as zeros.
      if (backing.sizeNow() < position + length) {
        throw corrupt(object, position, "the file became shorter while it was read");
      }
      return true;
    } catch (IOException e) {
      throw unavailable(name, e);
    }
  }

  /** Lets go of the mapping, which nobody may be using; a later reader maps the file again. */
  public void unmap() {
    backing.unmap();
  }

  /** Throws unless the range is within the file. */
  void requireInside(long position, long length, String object) {
    if (position < 0 || length < 0 || length > size || position > size - length) {
      throw corrupt(
          object,
          position,
          length + " bytes are said to be here, and the file has " + size + " bytes");
    }
  }

  /** The failure of an object in this file. */
  public CorruptDataException corrupt(String object, long offset, String reason) {
    return new CorruptDataException(name, object, offset, reason, null);
  }

  /** The refusal of a legal feature that the profile leaves out. */
  public ServiceException unsupported(String object, String feature) {
    return new ServiceException(
        ErrorCode.UNSUPPORTED_STORAGE,
        name
            + ": "
            + object
            + " uses "
            + feature
            + ", which is not supported; rewrite the file with a supported layout.",
        Map.of("file", name, "object", object, "feature", feature),
        null);
  }

  private static ServiceException unavailable(String name, IOException cause) {
    return new ServiceException(
        ErrorCode.STORAGE_UNAVAILABLE,
        "The file of the array cannot be read now; try again later.",
        Map.of("file", name),
        cause);
  }
}
