package io.hypertile.netcdf;

import io.hypertile.error.CorruptDataException;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Map;

/**
 * Bytes of one file by position, bounded by the size it had when this was made. Thread-safe; the
 * channel stays the caller's to close.
 */
final class FileBytes {
  private final FileChannel channel;
  private final String name;
  private final long size;

  /**
   * The bytes of an open file.
   *
   * @param name the file as messages name it
   */
  FileBytes(FileChannel channel, String name) {
    this.channel = channel;
    this.name = name;
    try {
      this.size = channel.size();
    } catch (IOException e) {
      throw unavailable(e);
    }
  }

  /** Bytes of the file. */
  long size() {
    return size;
  }

  /**
   * Fills the rest of a buffer.
   *
   * @param what the part that is read, for the message
   * @throws CorruptDataException if the bytes are not all within the file
   */
  void read(long position, ByteBuffer target, String what) {
    int length = target.remaining();
    if (position < 0 || length > size || position > size - length) {
      throw corrupt(what, position, length + " bytes are said to be here, of " + size);
    }
    try {
      long at = position;
      while (target.hasRemaining()) {
        int count = channel.read(target, at);
        if (count < 0) {
          throw corrupt(what, at, "the file became shorter while it was read");
        }
        at += count;
      }
    } catch (IOException e) {
      throw unavailable(e);
    }
  }

  /** Failure of a part of the file. */
  CorruptDataException corrupt(String what, long position, String reason) {
    return new CorruptDataException(name, what, position, reason, null);
  }

  /** Refusal of what is legal and cannot be imported. */
  ServiceException unsupported(String reason) {
    return new ServiceException(
        ErrorCode.UNSUPPORTED_STORAGE, name + ": " + reason, Map.of("file", name), null);
  }

  private ServiceException unavailable(IOException cause) {
    return new ServiceException(
        ErrorCode.STORAGE_UNAVAILABLE,
        "The file cannot be read now; try again later.",
        Map.of("file", name),
        cause);
  }
}
