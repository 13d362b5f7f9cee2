package io.hypertile.partition.index.parquet;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes the footer of a file.
 *
 * @param notes texts to leave, by their names
 */
record FooterWriter(List<Column> columns, List<WrittenGroup> groups, Map<String, String> notes) {
  private static final int VERSION = 2;
  private static final int REQUIRED = 0;
  private static final int UTF8 = 0;
  private static final int UINT64 = 14;
  private static final String PROGRAM = "hypertile version 1";

  /** A group of rows that was written. */
  record WrittenGroup(int rows, List<WrittenChunk> chunks) {}

  /**
   * Pages of a column that were written.
   *
   * @param dictionary place of the dictionary; -1 without one
   * @param data place of the values
   * @param fullSize bytes before they were compressed, heads included
   */
  record WrittenChunk(
      long dictionary, long data, long size, long fullSize, Optional<ValueRange> range) {}

  byte[] write() {
    ThriftWriter out = new ThriftWriter();
    out.int32(1, VERSION);
    out.structs(2, columns.size() + 1);
    out.item().text(4, "schema").int32(5, columns.size()).end();
    columns.forEach(column -> schema(out, column));
    out.int64(3, groups.stream().mapToLong(WrittenGroup::rows).sum());
    out.structs(4, groups.size());
    groups.forEach(group -> group(out, group));
    out.structs(5, notes.size());
    notes.forEach((name, text) -> out.item().text(1, name).text(2, text).end());
    out.text(6, PROGRAM);
    out.structs(7, columns.size());
    columns.forEach(column -> out.item().empty(1).end());
    return out.finish();
  }

  private static void schema(ThriftWriter out, Column column) {
    out.item().int32(1, column.type().physical().code()).int32(3, REQUIRED).text(4, column.name());
    switch (column.type()) {
      case TEXT -> out.int32(6, UTF8).struct(10).empty(1).end();
      case UINT64 ->
          out.int32(6, UINT64).struct(10).struct(10).int8(1, 64).truth(2, false).end().end();
      case TIME_MILLIS -> time(out, 1);
      case TIME_MICROS -> time(out, 2);
      case TIME_NANOS -> time(out, 3);
      case INT64, TRUTH, FLOAT64 -> {}
    }
    out.end();
  }

  /** Times of no zone, as NumPy's are. */
  private static void time(ThriftWriter out, int unit) {
    out.struct(10).struct(8).truth(1, false).struct(2).empty(unit).end().end().end();
  }

  private void group(ThriftWriter out, WrittenGroup group) {
    out.item().structs(1, columns.size());
    for (int i = 0; i < columns.size(); i++) {
      chunk(out, columns.get(i), group.chunks().get(i), group.rows());
    }
    out.int64(2, group.chunks().stream().mapToLong(WrittenChunk::fullSize).sum());
    out.int64(3, group.rows()).end();
  }

  private static void chunk(ThriftWriter out, Column column, WrittenChunk chunk, int rows) {
    boolean hasDictionary = chunk.dictionary() >= 0;
    long start = hasDictionary ? chunk.dictionary() : chunk.data();
    out.item().int64(2, start).struct(3);
    out.int32(1, column.type().physical().code());
    if (hasDictionary) {
      out.ints(2, ParquetFooter.PLAIN, ParquetFooter.RLE, ParquetFooter.DICTIONARY);
    } else {
      out.ints(2, ParquetFooter.PLAIN, ParquetFooter.RLE);
    }
    out.texts(3, column.name()).int32(4, PageCodec.ZSTD.code()).int64(5, rows);
    out.int64(6, chunk.fullSize()).int64(7, chunk.size()).int64(9, chunk.data());
    if (hasDictionary) {
      out.int64(11, chunk.dictionary());
    }
    statistics(out, chunk.range());
    out.end().end();
  }

  private static void statistics(ThriftWriter out, Optional<ValueRange> range) {
    out.struct(12).int64(3, 0);
    if (range.isPresent()) {
      switch (range.get()) {
        case ValueRange.Wholes(long least, long greatest) ->
            out.fixed64(5, greatest).fixed64(6, least);
        case ValueRange.Reals(double least, double greatest) ->
            out.fixed64(5, Double.doubleToRawLongBits(greatest))
                .fixed64(6, Double.doubleToRawLongBits(least));
      }
    }
    out.end();
  }
}
