package io.hypertile.journal.disk;

import java.io.IOException;
import java.nio.ByteBuffer;

/** An open file. Operations are not ended by interrupts. Thread-safe. */
public interface DiskFile extends AutoCloseable {
  /**
   * Writes all bytes of a buffer from a position of the file on; those of a direct one uncopied.
   */
  void write(ByteBuffer bytes, long position) throws IOException;

  /** Reads until the direct buffer or the file ends; gives the number of bytes read. */
  int read(ByteBuffer target, long position) throws IOException;

  /** Number of bytes. */
  long size() throws IOException;

  /** Cuts the file to a length below its present one. */
  void truncate(long length) throws IOException;

  /**
   * Forces the bytes to disk.
   *
   * @param metadata whether also times; the length always is
   */
  void force(boolean metadata) throws IOException;

  @Override
  void close() throws IOException;
}
