package io.hypertile.partition.index.parquet;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The end of a file, which says where all else is.
 *
 * @param columns in order
 * @param groups of rows, in order
 * @param notes texts that the writer left, by their names
 */
record ParquetFooter(List<FileColumn> columns, List<Group> groups, Map<String, String> notes) {
  /** Bytes at the beginning and at the end of a file. */
  static final byte[] MAGIC = {'P', 'A', 'R', '1'};

  /** Numbers of a data page, a dictionary page and a data page of the second kind. */
  static final int DATA_PAGE = 0;

  static final int DICTIONARY_PAGE = 2;
  static final int SECOND_DATA_PAGE = 3;

  /** Numbers of encodings. */
  static final int PLAIN = 0;

  static final int OLD_DICTIONARY = 2;
  static final int RLE = 3;
  static final int DICTIONARY = 8;

  /**
   * A column as it is stored.
   *
   * @param isUnsigned whether 32 bits are a number from 0 on
   * @param isOptional whether values may be missing
   */
  record FileColumn(Column column, PhysicalType physical, boolean isUnsigned, boolean isOptional) {}

  /**
   * Rows that stand together.
   *
   * @param chunks their values, a chunk for each column
   */
  record Group(int rows, List<Chunk> chunks) {}

  /**
   * Pages of a column.
   *
   * @param offset of the first page in the file
   * @param size bytes of all pages
   * @param range bounds of the values; empty if they are not known
   */
  record Chunk(PageCodec codec, long offset, int size, Optional<ValueRange> range) {}
}
