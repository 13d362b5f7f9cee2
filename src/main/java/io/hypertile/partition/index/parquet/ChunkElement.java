package io.hypertile.partition.index.parquet;

import io.hypertile.partition.index.parquet.ParquetFooter.Chunk;
import io.hypertile.partition.index.parquet.ParquetFooter.FileColumn;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/** Reads what a footer says of the pages of a column. For one thread. */
final class ChunkElement {
  /** Bytes of a column in one group that are read at once. */
  static final int MOST_BYTES = 64 << 20;

  private final ThriftReader in;
  private final FileColumn column;
  private final long fileSize;
  private long physical = -1;
  private long codec = -1;
  private long size = -1;
  private long data = -1;
  private long dictionary = -1;
  private byte[] least = {};
  private byte[] greatest = {};

  ChunkElement(ThriftReader in, FileColumn column, long fileSize) {
    this.in = in;
    this.column = column;
    this.fileSize = fileSize;
  }

  Chunk read() throws ParquetFault {
    in.struct(number -> {
      if (number == 3) {
        in.inner(this::field);
      } else if (number == 1) {
        throw new ParquetFault("the pages of a column are in another file");
      }
    });
    long offset = dictionary > 0 ? Math.min(dictionary, data) : data;
    if (offset < ParquetFooter.MAGIC.length || size < 0 || size > fileSize - offset) {
      throw new ParquetFault("the pages of " + column.column().name() + " lie outside of the file");
    }
    if (physical != column.physical().code()) {
      throw new ParquetFault("the pages of " + column.column().name() + " are of another type");
    }
    if (size > MOST_BYTES) {
      throw new ParquetFault("a group has more than " + MOST_BYTES + " bytes of a column");
    }
    PageCodec compression =
        PageCodec.byCode(codec)
            .orElseThrow(() ->
                new ParquetFault(
                    "the compression of pages is none of none, Snappy, gzip and Zstandard"));
    return new Chunk(compression, offset, (int) size, range());
  }

  private void field(int number) throws ParquetFault {
    switch (number) {
      case 1 -> physical = in.number();
      case 4 -> codec = in.number();
      case 7 -> size = in.number();
      case 9 -> data = in.number();
      case 11 -> dictionary = in.number();
      case 12 -> in.inner(this::statistic);
      default -> {}
    }
  }

  private void statistic(int number) throws ParquetFault {
    if (number == 5) {
      greatest = in.bytes();
    } else if (number == 6) {
      least = in.bytes();
    }
  }

  private Optional<ValueRange> range() {
    if (least.length != Long.BYTES || greatest.length != Long.BYTES) {
      return Optional.empty();
    }
    ByteBuffer low = ByteBuffer.wrap(least).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer high = ByteBuffer.wrap(greatest).order(ByteOrder.LITTLE_ENDIAN);
    return switch (column.column().type()) {
      case INT64, TIME_MILLIS, TIME_MICROS, TIME_NANOS ->
          Optional.of(new ValueRange.Wholes(low.getLong(), high.getLong()));
      case FLOAT64 -> Optional.of(new ValueRange.Reals(low.getDouble(), high.getDouble()));
      case UINT64, TRUTH, TEXT -> Optional.empty();
    };
  }
}
