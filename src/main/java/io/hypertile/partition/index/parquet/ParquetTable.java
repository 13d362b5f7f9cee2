package io.hypertile.partition.index.parquet;

import io.hypertile.error.CorruptDataException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A flat table in a Parquet file, read group by group of rows. Read are whole numbers, floating
 * point numbers, times, truth values and texts, none missing; plain and by dictionaries; not
 * compressed, or by Snappy, gzip or Zstandard. Anything else, and everything that contradicts
 * itself, is told as {@code corrupt-data} with the name of the file. Immutable; its input decides
 * which threads may read.
 */
public final class ParquetTable {
  private static final int TAIL = 8;

  /** Bytes of the end of a file that are read at first; most footers are within. */
  private static final int FIRST = 64 << 10;

  private static final int LARGEST_FOOTER = 32 << 20;

  private final ParquetInput input;
  private final ParquetFooter footer;

  private ParquetTable(ParquetInput input, ParquetFooter footer) {
    this.input = input;
    this.footer = footer;
  }

  /**
   * Reads the footer of a file.
   *
   * @throws CorruptDataException if the file is not a Parquet file that can be read
   */
  public static ParquetTable open(ParquetInput input) {
    long size = input.size();
    try {
      if (size < TAIL + ParquetFooter.MAGIC.length) {
        throw new ParquetFault("the file is too short");
      }
      int first = (int) Math.min(size, FIRST);
      ByteBuffer end = input.read(size - first, first).order(ByteOrder.LITTLE_ENDIAN);
      byte[] magic = new byte[ParquetFooter.MAGIC.length];
      end.get(first - magic.length, magic);
      if (!Arrays.equals(magic, ParquetFooter.MAGIC)) {
        throw new ParquetFault("the file does not end as Parquet files do");
      }
      long length = end.getInt(first - TAIL) & 0xffff_ffffL;
      if (length > size - TAIL || length > LARGEST_FOOTER) {
        throw new ParquetFault("the footer is longer than the file, or than " + LARGEST_FOOTER);
      }
      ByteBuffer footer =
          length + TAIL <= first
              ? end.slice((int) (first - TAIL - length), (int) length)
              : input.read(size - TAIL - length, (int) length);
      return new ParquetTable(input, FooterReader.read(footer, size));
    } catch (ParquetFault e) {
      throw new CorruptDataException(
          input.name(), "Parquet footer", Math.max(0, size - TAIL), e.reason(), e);
    }
  }

  /** The columns in order. */
  public List<Column> columns() {
    return footer.columns().stream().map(ParquetFooter.FileColumn::column).toList();
  }

  /** Texts that the writer left, by their names. */
  public Map<String, String> notes() {
    return footer.notes();
  }

  /** Number of groups of rows. */
  public int groups() {
    return footer.groups().size();
  }

  /** Rows of a group. */
  public int rows(int group) {
    return footer.groups().get(group).rows();
  }

  /** Rows of all groups. */
  public long rows() {
    return footer.groups().stream().mapToLong(ParquetFooter.Group::rows).sum();
  }

  /** Bounds of the values of a column in a group; empty if the file does not say them. */
  public Optional<ValueRange> range(int group, int column) {
    return footer.groups().get(group).chunks().get(column).range();
  }

  /**
   * The values of a column in a group.
   *
   * @throws CorruptDataException if its pages cannot be read
   */
  public ColumnValues read(int group, int column) {
    ParquetFooter.Group rows = footer.groups().get(group);
    ParquetFooter.Chunk chunk = rows.chunks().get(column);
    ParquetFooter.FileColumn form = footer.columns().get(column);
    try {
      ByteBuffer bytes = input.read(chunk.offset(), chunk.size());
      return new PageReader(form, chunk, rows.rows(), bytes).read();
    } catch (ParquetFault e) {
      throw new CorruptDataException(
          input.name(), "column " + form.column().name(), chunk.offset(), e.reason(), e);
    }
  }
}
