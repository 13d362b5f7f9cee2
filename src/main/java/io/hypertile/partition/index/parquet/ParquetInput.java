package io.hypertile.partition.index.parquet;

import java.nio.ByteBuffer;

/** Bytes of a file, all of one state. */
public interface ParquetInput {
  /** The file, as faults name it. */
  String name();

  /** Number of bytes. */
  long size();

  /**
   * Bytes of a stretch that the file has.
   *
   * @param length at most a few dozen megabytes
   */
  ByteBuffer read(long offset, int length);
}
