package io.hypertile.partition.index.parquet;

import io.hypertile.partition.index.parquet.ParquetFooter.Chunk;
import io.hypertile.partition.index.parquet.ParquetFooter.FileColumn;
import io.hypertile.partition.index.parquet.ParquetFooter.Group;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the footer of a file. For one thread. */
final class FooterReader {
  /** Rows of a group that are held in memory at once, for each column. */
  static final int MOST_ROWS = 1 << 22;

  private static final int MOST_GROUPS = 1 << 16;
  private static final int MOST_COLUMNS = 1_000;

  private final ThriftReader in;
  private final long fileSize;
  private final List<FileColumn> columns = new ArrayList<>();
  private final List<Group> groups = new ArrayList<>();
  private final Map<String, String> notes = new LinkedHashMap<>();

  private FooterReader(ByteBuffer bytes, long fileSize) {
    this.in = new ThriftReader(bytes);
    this.fileSize = fileSize;
  }

  /**
   * Reads a footer.
   *
   * @param fileSize bytes of the file, within which all pages lie
   */
  static ParquetFooter read(ByteBuffer bytes, long fileSize) throws ParquetFault {
    FooterReader reader = new FooterReader(bytes, fileSize);
    reader.in.struct(reader::field);
    if (reader.columns.isEmpty()) {
      throw new ParquetFault("the file has no columns");
    }
    return new ParquetFooter(
        List.copyOf(reader.columns), List.copyOf(reader.groups), Map.copyOf(reader.notes));
  }

  private void field(int number) throws ParquetFault {
    switch (number) {
      case 2 -> schema();
      case 4 -> {
        int count = in.listSize();
        if (count > MOST_GROUPS) {
          throw new ParquetFault("the file has more than " + MOST_GROUPS + " groups of rows");
        }
        for (int i = 0; i < count; i++) {
          group();
        }
      }
      case 5 -> {
        int count = in.listSize();
        for (int i = 0; i < count; i++) {
          note();
        }
      }
      default -> {}
    }
  }

  private void note() throws ParquetFault {
    String[] pair = {"", ""};
    in.struct(number -> {
      if (number == 1 || number == 2) {
        pair[number - 1] = in.text();
      }
    });
    notes.put(pair[0], pair[1]);
  }

  private void schema() throws ParquetFault {
    int count = in.listSize();
    if (count < 1 || count > MOST_COLUMNS) {
      throw new ParquetFault("the file has no columns, or too many");
    }
    in.struct(number -> {});
    Set<String> names = new HashSet<>();
    for (int i = 1; i < count; i++) {
      FileColumn column = new SchemaElement(in).read();
      if (!names.add(column.column().name())) {
        throw new ParquetFault("the file has a column twice");
      }
      columns.add(column);
    }
  }

  private void group() throws ParquetFault {
    List<Chunk> chunks = new ArrayList<>();
    long[] rows = {-1};
    in.struct(number -> {
      if (number == 1) {
        int count = in.listSize();
        if (count != columns.size()) {
          throw new ParquetFault("a group of rows has another number of columns");
        }
        for (int i = 0; i < count; i++) {
          chunks.add(new ChunkElement(in, columns.get(i), fileSize).read());
        }
      } else if (number == 3) {
        rows[0] = in.number();
      }
    });
    if (rows[0] < 0 || rows[0] > MOST_ROWS || chunks.size() != columns.size()) {
      throw new ParquetFault("a group has no rows or columns, or more than " + MOST_ROWS + " rows");
    }
    groups.add(new Group((int) rows[0], List.copyOf(chunks)));
  }
}
