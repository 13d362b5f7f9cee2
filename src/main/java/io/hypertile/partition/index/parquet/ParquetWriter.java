package io.hypertile.partition.index.parquet;

import io.hypertile.codec.ZstdCodec;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * Writes a flat table to a Parquet file in memory: columns without missing values, plain, texts by
 * a dictionary, pages in Zstandard with checksums, and bounds of each group's numbers. For one
 * thread.
 */
public final class ParquetWriter {
  private static final ZstdCodec CODEC = new ZstdCodec(1);

  private final List<Column> columns;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final List<FooterWriter.WrittenGroup> groups = new ArrayList<>();

  /** A file without rows. */
  public ParquetWriter(List<Column> columns) {
    this.columns = List.copyOf(columns);
    out.writeBytes(ParquetFooter.MAGIC);
  }

  /** Bytes of the groups so far. */
  public long size() {
    return out.size();
  }

  /**
   * Adds a group of rows.
   *
   * @param values of each column, all of one count, at least 1
   */
  public void add(List<ColumnValues> values) {
    int rows = values.getFirst().count();
    if (values.size() != columns.size() || values.stream().anyMatch(each -> each.count() != rows)) {
      throw new IllegalArgumentException("columns of different lengths");
    }
    List<FooterWriter.WrittenChunk> chunks = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      chunks.add(chunk(columns.get(i), values.get(i)));
    }
    groups.add(new FooterWriter.WrittenGroup(rows, List.copyOf(chunks)));
  }

  private FooterWriter.WrittenChunk chunk(Column column, ColumnValues values) {
    long start = out.size();
    return switch (values) {
      case ColumnValues.Wholes(long[] wholes) -> {
        boolean isTruth = column.type() == ColumnType.TRUTH;
        long full = page(Page.plain(wholes.length), isTruth ? bits(wholes) : plain(wholes));
        yield new FooterWriter.WrittenChunk(
            -1, start, out.size() - start, full, range(column, wholes));
      }
      case ColumnValues.Reals(double[] reals) -> {
        long[] bits = Arrays.stream(reals).mapToLong(Double::doubleToRawLongBits).toArray();
        long full = page(Page.plain(reals.length), plain(bits));
        yield new FooterWriter.WrittenChunk(-1, start, out.size() - start, full, range(reals));
      }
      case ColumnValues.Texts texts -> {
        long full = page(Page.dictionary(texts.texts().size()), plain(texts.texts()));
        long data = out.size();
        full += page(Page.named(texts.count()), places(texts));
        yield new FooterWriter.WrittenChunk(
            start, data, out.size() - start, full, Optional.empty());
      }
    };
  }

  private static byte[] plain(long[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Long.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(values);
    return bytes.array();
  }

  private static byte[] bits(long[] values) {
    byte[] bytes = new byte[(values.length + Byte.SIZE - 1) / Byte.SIZE];
    for (int i = 0; i < values.length; i++) {
      bytes[i / Byte.SIZE] |= (byte) ((values[i] & 1) << i % Byte.SIZE);
    }
    return bytes;
  }

  private static byte[] plain(List<String> texts) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (String text : texts) {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      int32(utf8.length, bytes);
      bytes.writeBytes(utf8);
    }
    return bytes.toByteArray();
  }

  private static void int32(int value, ByteArrayOutputStream bytes) {
    for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
      bytes.write(value >>> shift);
    }
  }

  private static byte[] places(ColumnValues.Texts texts) {
    int width = HybridRuns.width(texts.texts().size());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(width);
    HybridRuns.write(texts.places(), width, bytes);
    return bytes.toByteArray();
  }

  /** A page: a dictionary, or values in an encoding. */
  private record Page(boolean isDictionary, int values, int encoding) {
    static Page plain(int values) {
      return new Page(false, values, ParquetFooter.PLAIN);
    }

    static Page dictionary(int values) {
      return new Page(true, values, ParquetFooter.PLAIN);
    }

    static Page named(int values) {
      return new Page(false, values, ParquetFooter.DICTIONARY);
    }

    byte[] head(int fullSize, int size, int checksum) {
      ThriftWriter head = new ThriftWriter();
      head.int32(1, isDictionary ? ParquetFooter.DICTIONARY_PAGE : ParquetFooter.DATA_PAGE);
      head.int32(2, fullSize).int32(3, size).int32(4, checksum);
      head.struct(isDictionary ? 7 : 5).int32(1, values).int32(2, encoding);
      if (!isDictionary) {
        head.int32(3, ParquetFooter.RLE).int32(4, ParquetFooter.RLE);
      }
      return head.end().finish();
    }
  }

  /** Writes a page; gives its bytes before they were compressed, the head included. */
  private long page(Page page, byte[] values) {
    byte[] target = new byte[Math.toIntExact(CODEC.largestEncoded(values.length))];
    MemorySegment source = MemorySegment.ofArray(values);
    int size = Math.toIntExact(CODEC.encode(source, MemorySegment.ofArray(target)));
    CRC32 checksum = new CRC32();
    checksum.update(target, 0, size);
    byte[] headBytes = page.head(values.length, size, (int) checksum.getValue());
    out.writeBytes(headBytes);
    out.write(target, 0, size);
    return (long) headBytes.length + values.length;
  }

  private static Optional<ValueRange> range(Column column, long[] values) {
    boolean isOrdered = column.type() != ColumnType.TRUTH && column.type() != ColumnType.UINT64;
    return isOrdered
        ? Optional.of(
            new ValueRange.Wholes(
                Arrays.stream(values).min().orElseThrow(),
                Arrays.stream(values).max().orElseThrow()))
        : Optional.empty();
  }

  /** Zeros are written with both signs in mind, as readers may not know them for equal. */
  private static Optional<ValueRange> range(double[] values) {
    if (Arrays.stream(values).anyMatch(Double::isNaN)) {
      return Optional.empty();
    }
    double least = Arrays.stream(values).min().orElseThrow();
    double greatest = Arrays.stream(values).max().orElseThrow();
    return Optional.of(
        new ValueRange.Reals(least == 0 ? -0.0 : least, greatest == 0 ? 0.0 : greatest));
  }

  /**
   * Ends the file.
   *
   * @param notes texts to leave, by their names
   * @return all its bytes
   */
  public byte[] finish(Map<String, String> notes) {
    byte[] footer = new FooterWriter(columns, groups, notes).write();
    out.writeBytes(footer);
    int32(footer.length, out);
    out.writeBytes(ParquetFooter.MAGIC);
    return out.toByteArray();
  }
}
