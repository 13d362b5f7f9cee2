package io.hypertile.partition.index.parquet;

import io.hypertile.partition.index.parquet.ParquetFooter.FileColumn;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Values of a column in one group, filled page by page. For one thread. */
final class PageValues {
  private final FileColumn column;
  private final int rows;
  private final long[] wholes;
  private final double[] reals;
  private final int[] places;
  private final List<String> texts = new ArrayList<>();
  private long[] knownWholes = {};
  private double[] knownReals = {};
  private int known = -1;
  private int filled;

  PageValues(FileColumn column, int rows) {
    this.column = column;
    this.rows = rows;
    this.reals = new double[column.column().type() == ColumnType.FLOAT64 ? rows : 0];
    this.places = new int[column.column().type() == ColumnType.TEXT ? rows : 0];
    this.wholes = new long[reals.length + places.length > 0 ? 0 : rows];
  }

  boolean isFull() {
    return filled == rows;
  }

  /** Values that are not there yet. */
  int missing() {
    return rows - filled;
  }

  /** Takes the values that pages name by their places. */
  void dictionary(ByteBuffer page, int count) throws ParquetFault {
    if (known >= 0
        || filled > 0
        || count < 0
        || count > FooterReader.MOST_ROWS
        || count > most(page)) {
      throw new ParquetFault("a dictionary has more values than bytes, or does not come first");
    }
    known = count;
    switch (column.column().type()) {
      case TEXT -> texts(page, count, new int[count], 0);
      case FLOAT64 -> {
        knownReals = new double[count];
        reals(page, knownReals, 0, count);
      }
      default -> {
        knownWholes = new long[count];
        wholes(page, knownWholes, 0, count);
      }
    }
  }

  /** The most values that a page of bytes can have. */
  private long most(ByteBuffer page) {
    return switch (column.physical()) {
      case BOOLEAN -> 8L * page.remaining();
      case INT32, FLOAT, BYTE_ARRAY -> page.remaining() / Integer.BYTES;
      default -> page.remaining() / Long.BYTES;
    };
  }

  /** Takes the values of a page. */
  void add(ByteBuffer page, int count, int encoding) throws ParquetFault {
    if (count < 0 || count > missing()) {
      throw new ParquetFault("the pages of a column have more values than there are rows");
    }
    switch (encoding) {
      case ParquetFooter.PLAIN -> plain(page, count);
      case ParquetFooter.DICTIONARY, ParquetFooter.OLD_DICTIONARY -> named(page, count);
      case ParquetFooter.RLE -> truths(page, count);
      default -> throw new ParquetFault("a page has an encoding that is not read: " + encoding);
    }
    filled += count;
  }

  private void plain(ByteBuffer page, int count) throws ParquetFault {
    if (count > most(page)) {
      throw new ParquetFault("a page is cut short");
    }
    switch (column.column().type()) {
      case TEXT -> texts(page, count, places, filled);
      case FLOAT64 -> reals(page, reals, filled, count);
      default -> wholes(page, wholes, filled, count);
    }
  }

  private void wholes(ByteBuffer page, long[] target, int from, int count) {
    for (int i = 0; i < count; i++) {
      target[from + i] =
          switch (column.physical()) {
            case BOOLEAN -> page.get(page.position() + i / Byte.SIZE) >> i % Byte.SIZE & 1;
            case INT32 -> column.isUnsigned() ? page.getInt() & 0xffff_ffffL : page.getInt();
            default -> page.getLong();
          };
    }
  }

  private void reals(ByteBuffer page, double[] target, int from, int count) {
    for (int i = 0; i < count; i++) {
      target[from + i] =
          column.physical() == PhysicalType.FLOAT ? page.getFloat() : page.getDouble();
    }
  }

  private void texts(ByteBuffer page, int count, int[] target, int from) throws ParquetFault {
    for (int i = 0; i < count; i++) {
      int size = page.remaining() < Integer.BYTES ? -1 : page.getInt();
      if (size < 0 || size > page.remaining()) {
        throw new ParquetFault("a text is longer than its page");
      }
      byte[] text = new byte[size];
      page.get(text);
      target[from + i] = texts.size();
      texts.add(new String(text, StandardCharsets.UTF_8));
    }
  }

  private void named(ByteBuffer page, int count) throws ParquetFault {
    int width = page.hasRemaining() ? page.get() & 0xff : -1;
    if (count > 0 && (width < 0 || width > Integer.SIZE)) {
      throw new ParquetFault("a page has no width of places");
    }
    int[] own = new int[count];
    if (count > 0) {
      HybridRuns.read(page, width, own);
    }
    for (int i = 0; i < count; i++) {
      if (own[i] < 0 || own[i] >= known) {
        throw new ParquetFault("a page names a value that its dictionary has not");
      }
      switch (column.column().type()) {
        case TEXT -> places[filled + i] = own[i];
        case FLOAT64 -> reals[filled + i] = knownReals[own[i]];
        default -> wholes[filled + i] = knownWholes[own[i]];
      }
    }
  }

  /** Truth values as runs, with their size in front. */
  private void truths(ByteBuffer page, int count) throws ParquetFault {
    if (column.column().type() != ColumnType.TRUTH || page.remaining() < Integer.BYTES) {
      throw new ParquetFault("a page has an encoding that is not read: " + ParquetFooter.RLE);
    }
    page.order(ByteOrder.LITTLE_ENDIAN).getInt();
    int[] own = new int[count];
    HybridRuns.read(page, 1, own);
    for (int i = 0; i < count; i++) {
      wholes[filled + i] = own[i];
    }
  }

  /** The values, as many as rows. */
  ColumnValues finish() throws ParquetFault {
    if (filled < rows) {
      throw new ParquetFault("the pages of a column have fewer values than there are rows");
    }
    return switch (column.column().type()) {
      case TEXT -> new ColumnValues.Texts(texts, places);
      case FLOAT64 -> new ColumnValues.Reals(reals);
      default -> new ColumnValues.Wholes(wholes);
    };
  }
}
