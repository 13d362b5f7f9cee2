package io.hypertile.encode.arrow;

import io.hypertile.encode.CellsHeader;
import io.hypertile.encode.TableColumns;
import io.hypertile.encode.table.ValueColumn;
import io.hypertile.ndarray.CellType;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * Heads of the messages of a stream (Arrow columnar format, "Serialization and Interprocess
 * Communication"; the numbers are those of Schema.fbs and Message.fbs). Immutable.
 */
final class ArrowMessages {
  /** The end of a stream. */
  static final byte[] END = {-1, -1, -1, -1, 0, 0, 0, 0};

  private static final short VERSION_5 = 4;

  /** Order of the bytes of numbers, in schemas. */
  static final short LITTLE_ENDIAN = 0;

  static final byte SCHEMA = 1;
  private static final byte DICTIONARY = 2;
  static final byte RECORDS = 3;

  private static final short MICROSECONDS = 2;
  private static final short NANOSECONDS = 3;

  private ArrowMessages() {}

  /**
   * Rows of a message.
   *
   * @param count number of rows
   * @param lengths values of each column, and of each list of lists in one
   * @param nulls nulls of each
   * @param buffers bytes of each buffer, without what fills it up
   */
  record Rows(long count, List<Long> lengths, List<Long> nulls, List<Long> buffers) {
    /** Rows of columns that have one value for each. */
    Rows(long count, List<Long> nulls, List<Long> buffers) {
      this(count, Collections.nCopies(nulls.size(), count), nulls, buffers);
    }

    /** Bytes of all buffers as they follow the head. */
    long bodyBytes() {
      return buffers.stream().mapToLong(ArrowBuffers::padded).sum();
    }
  }

  /**
   * The message that describes the columns.
   *
   * @param nullable whether cells may be null
   */
  static byte[] schema(CellsHeader header, List<ArrowColumn> columns, boolean nullable) {
    CellType cells = header.dtype();
    FlatBuilder builder = new FlatBuilder();
    List<Integer> fields = new ArrayList<>();
    for (int n = 0; n < columns.size(); n++) {
      fields.add(coordinates(builder, columns.get(n), n));
    }
    for (String name : TableColumns.cells(header)) {
      Typed type = new Typed(ArrowTypes.kind(cells), ArrowTypes.put(builder, cells), 0);
      fields.add(field(builder, name, type, nullable));
    }
    return schema(builder, fields, metadata(builder, header));
  }

  /** The message that describes the columns of a table, each of which may have nulls. */
  static byte[] schema(List<ValueColumn> columns) {
    FlatBuilder builder = new FlatBuilder();
    List<Integer> fields = new ArrayList<>();
    for (ValueColumn column : columns) {
      Typed type =
          switch (column.type()) {
            case SIGNED ->
                new Typed(ArrowTypes.TYPE_INT, ArrowTypes.whole(builder, Long.SIZE, true), 0);
            case UNSIGNED ->
                new Typed(ArrowTypes.TYPE_INT, ArrowTypes.whole(builder, Long.SIZE, false), 0);
            case REAL -> new Typed(ArrowTypes.TYPE_FLOAT, ArrowTypes.real(builder, (short) 2), 0);
            case TRUTH -> new Typed(ArrowTypes.TYPE_TRUTH, text(builder), 0);
            case TIME -> new Typed(ArrowTypes.TYPE_TIMESTAMP, time(builder, NANOSECONDS), 0);
            case TEXT -> new Typed(ArrowTypes.TYPE_TEXT, text(builder), 0);
          };
      fields.add(field(builder, column.name(), type, true));
    }
    return schema(builder, fields, metadata(builder, Map.of()));
  }

  /**
   * The message that describes columns.
   *
   * @param fields references to the columns
   * @param metadata reference to what is said of them together
   */
  static byte[] schema(FlatBuilder builder, List<Integer> fields, int metadata) {
    int all = builder.references(fields);
    builder.table(3);
    builder.field(0, LITTLE_ENDIAN);
    builder.reference(1, all);
    builder.reference(2, metadata);
    return message(builder, SCHEMA, builder.end(), 0);
  }

  /** Name and attributes of the array, and what was taken of dropped axes. */
  private static int metadata(FlatBuilder builder, CellsHeader header) {
    List<Integer> pairs = new ArrayList<>();
    pairs.add(pair(builder, "name", header.about().name()));
    for (Map.Entry<String, JsonNode> attribute : header.about().attributes().properties()) {
      JsonNode value = attribute.getValue();
      String text = value.isString() ? value.stringValue() : value.toString();
      pairs.add(pair(builder, attribute.getKey(), text));
    }
    for (CellsHeader.Beside dropped : header.about().dropped()) {
      pairs.add(pair(builder, dropped.name(), dropped.column().text(0)));
    }
    return builder.references(pairs);
  }

  /** Metadata of a schema or a field: texts by names. */
  static int metadata(FlatBuilder builder, Map<String, String> texts) {
    List<Integer> pairs = new ArrayList<>();
    texts.forEach((name, text) -> pairs.add(pair(builder, name, text)));
    return builder.references(pairs);
  }

  private static int pair(FlatBuilder builder, String key, String value) {
    int name = builder.text(key);
    int text = builder.text(value);
    builder.table(2);
    builder.reference(0, name);
    builder.reference(1, text);
    return builder.end();
  }

  private static int coordinates(FlatBuilder builder, ArrowColumn column, int id) {
    int type =
        switch (column.kind()) {
          case POSITIONS -> ArrowTypes.whole(builder, Long.SIZE, true);
          case NUMBERS -> ArrowTypes.real(builder, (short) 2);
          case TIMES -> time(builder, column.isFine() ? NANOSECONDS : MICROSECONDS);
          case TEXTS, DATES -> text(builder);
        };
    byte kind =
        switch (column.kind()) {
          case POSITIONS -> ArrowTypes.TYPE_INT;
          case NUMBERS -> ArrowTypes.TYPE_FLOAT;
          case TIMES -> ArrowTypes.TYPE_TIMESTAMP;
          case TEXTS, DATES -> ArrowTypes.TYPE_TEXT;
        };
    int dictionary = 0;
    if (column.isLabels()) {
      int index = ArrowTypes.whole(builder, Integer.SIZE, true);
      builder.table(2);
      builder.field(0, (long) id);
      builder.reference(1, index);
      dictionary = builder.end();
    }
    return field(builder, column.name(), new Typed(kind, type, dictionary), false);
  }

  /**
   * Type of a column.
   *
   * @param dictionary reference to how its labels are numbered; 0 without labels
   */
  private record Typed(byte kind, int type, int dictionary) {}

  private static int field(FlatBuilder builder, String name, Typed typed, boolean nullable) {
    int text = builder.text(name);
    int children = builder.references(List.of());
    builder.table(6);
    builder.reference(0, text);
    builder.reference(3, typed.type);
    if (typed.dictionary != 0) {
      builder.reference(4, typed.dictionary);
    }
    builder.reference(5, children);
    builder.field(1, nullable);
    builder.field(2, typed.kind);
    return builder.end();
  }

  private static int time(FlatBuilder builder, short unit) {
    int zone = builder.text("UTC");
    builder.table(2);
    builder.reference(1, zone);
    builder.field(0, unit);
    return builder.end();
  }

  /** Texts and truth values have no more to tell. */
  private static int text(FlatBuilder builder) {
    builder.table(0);
    return builder.end();
  }

  /** The head of a message with rows. */
  static byte[] rows(Rows rows) {
    FlatBuilder builder = new FlatBuilder();
    return message(builder, RECORDS, batch(builder, rows), rows.bodyBytes());
  }

  /** The message with the labels of a column. */
  static byte[] labels(int id, List<byte[]> labels) {
    ByteBuffer places =
        ByteBuffer.allocate((labels.size() + 1) * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    ByteArrayOutputStream texts = new ByteArrayOutputStream();
    places.putInt(0);
    for (byte[] label : labels) {
      texts.writeBytes(label);
      places.putInt(texts.size());
    }
    Rows rows =
        new Rows(
            labels.size(), List.of(0L), List.of(0L, (long) places.capacity(), (long) texts.size()));
    FlatBuilder builder = new FlatBuilder();
    int batch = batch(builder, rows);
    builder.table(3);
    builder.field(0, (long) id);
    builder.reference(1, batch);
    builder.field(2, false);
    byte[] head = message(builder, DICTIONARY, builder.end(), rows.bodyBytes());
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(head);
    for (byte[] part : List.of(places.array(), texts.toByteArray())) {
      all.writeBytes(Arrays.copyOf(part, (int) ArrowBuffers.padded(part.length)));
    }
    return all.toByteArray();
  }

  private static int batch(FlatBuilder builder, Rows rows) {
    List<long[]> places = new ArrayList<>();
    long place = 0;
    for (long bytes : rows.buffers) {
      places.add(new long[] {place, bytes});
      place += ArrowBuffers.padded(bytes);
    }
    int buffers = builder.pairs(places);
    List<long[]> values = new ArrayList<>();
    for (int n = 0; n < rows.nulls.size(); n++) {
      values.add(new long[] {rows.lengths.get(n), rows.nulls.get(n)});
    }
    int nodes = builder.pairs(values);
    builder.table(3);
    builder.field(0, rows.count);
    builder.reference(1, nodes);
    builder.reference(2, buffers);
    return builder.end();
  }

  private static byte[] message(FlatBuilder builder, byte kind, int header, long bodyBytes) {
    builder.table(4);
    builder.field(3, bodyBytes);
    builder.reference(2, header);
    builder.field(0, VERSION_5);
    builder.field(1, kind);
    byte[] flat = builder.finish(builder.end());
    int size = (int) ArrowBuffers.padded(flat.length);
    ByteBuffer message = ByteBuffer.allocate(END.length + size).order(ByteOrder.LITTLE_ENDIAN);
    return message.putInt(-1).putInt(size).put(flat).array();
  }
}
