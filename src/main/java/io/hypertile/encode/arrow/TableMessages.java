package io.hypertile.encode.arrow;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The messages of a table whose columns are whole in one message. */
final class TableMessages {
  private static final String ITEM = "item";

  private TableMessages() {}

  /**
   * The message that describes the columns.
   *
   * @param metadata of the table
   */
  static byte[] schema(List<TableColumn> columns, Map<String, String> metadata) {
    FlatBuilder builder = new FlatBuilder();
    List<Integer> fields = new ArrayList<>();
    for (TableColumn column : columns) {
      fields.add(field(builder, column, column.nested(), 0));
    }
    return ArrowMessages.schema(builder, fields, ArrowMessages.metadata(builder, metadata));
  }

  /** The field of a column, or of the items of its lists from a depth on. */
  private static int field(FlatBuilder builder, TableColumn column, List<Long> lists, int depth) {
    boolean isList = depth < lists.size();
    List<Integer> children = new ArrayList<>();
    if (isList) {
      children.add(field(builder, column, lists, depth + 1));
    }
    int below = builder.references(children);
    int text = builder.text(depth == 0 ? column.name() : ITEM);
    int metadata = ArrowMessages.metadata(builder, depth == 0 ? column.attributes() : Map.of());
    int type = isList ? list(builder, lists.get(depth)) : ArrowTypes.put(builder, column.type());
    byte kind = isList ? ArrowTypes.TYPE_FIXED_LIST : ArrowTypes.kind(column.type());
    builder.table(7);
    builder.reference(0, text);
    builder.reference(3, type);
    builder.reference(5, below);
    builder.reference(6, metadata);
    builder.field(1, !isList && column.nulls().isPresent());
    builder.field(2, kind);
    return builder.end();
  }

  private static int list(FlatBuilder builder, long length) {
    builder.table(1);
    builder.field(0, Math.toIntExact(length));
    return builder.end();
  }

  /** The message with all rows, before nulls are counted. */
  static ArrowMessages.Rows rows(List<TableColumn> columns, long count) {
    List<Long> lengths = new ArrayList<>();
    List<Long> nulls = new ArrayList<>();
    List<Long> buffers = new ArrayList<>();
    for (TableColumn column : columns) {
      long length = count;
      for (long list : column.nested()) {
        lengths.add(length);
        nulls.add(0L);
        buffers.add(0L);
        length = Math.multiplyExact(length, list);
      }
      lengths.add(length);
      nulls.add(0L);
      buffers.add(column.nullBytes(count));
      buffers.add(column.bytes(count));
    }
    return new ArrowMessages.Rows(count, lengths, nulls, buffers);
  }
}
