package io.hypertile.encode.zarr;

import io.hypertile.encode.CoordinateColumn;
import io.hypertile.encode.coordinates.CfColumn;
import io.hypertile.encode.coordinates.CoordinateVariable;
import io.hypertile.encode.zip.ZipEntries;
import io.hypertile.encode.zip.ZipStream;
import io.hypertile.ndarray.ChunkGrid;
import io.hypertile.ndarray.Shape;
import io.hypertile.zarr.ArrayDocument;
import io.hypertile.zarr.ZarrFill;
import io.hypertile.zarr.ZarrType;
import io.hypertile.zarr.view.VariableForm;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Coordinates as an array: times and positions as int64, numbers as float64, labels as texts.
 * Immutable.
 */
final class ZarrColumn {
  private static final long NUMBERS = 1 << 16;
  private static final long LABELS = 1 << 12;

  /** About as many chunks at most. */
  private static final long MOST = 1024;

  private static final int PIECE = 1024;

  private final CfColumn values;
  private final List<String> dimensions;
  private final long chunk;

  /**
   * Coordinates of an answer.
   *
   * @param dimensions names of all axes of the answer
   * @param measure what the axis measures
   */
  ZarrColumn(CoordinateVariable variable, List<String> dimensions, Optional<String> measure) {
    this.values = new CfColumn(variable, measure);
    this.dimensions = variable.axis().map(axis -> List.of(dimensions.get(axis))).orElse(List.of());
    long count = Math.max(1, variable.count());
    long most = Math.max(isText() ? LABELS : NUMBERS, Math.ceilDiv(count, MOST));
    this.chunk = Math.ceilDiv(count, Math.ceilDiv(count, most));
  }

  String name() {
    return values.variable().name();
  }

  private long count() {
    return values.variable().count();
  }

  private boolean isText() {
    return values.variable().column().kind() == CoordinateColumn.Kind.TEXTS;
  }

  ArrayDocument document() {
    ZarrType type =
        switch (values.variable().column().kind()) {
          case POSITIONS, TIMES, DATES -> ZarrType.Basic.INT64;
          case NUMBERS -> ZarrType.Basic.FLOAT64;
          case TEXTS -> new ZarrType.Text();
        };
    ZarrFill fill =
        switch (values.variable().column().kind()) {
          case POSITIONS, TIMES, DATES -> new ZarrFill.Cell(new byte[Long.BYTES]);
          case NUMBERS -> new ZarrFill.Cell(numbers(1).putDouble(Double.NaN).array());
          case TEXTS -> new ZarrFill.Text("");
        };
    boolean isSingle = dimensions.isEmpty();
    ChunkGrid grid =
        new ChunkGrid(
            isSingle ? Shape.of() : Shape.of(count()), isSingle ? Shape.of() : Shape.of(chunk));
    ObjectNode attributes = JsonNodeFactory.instance.objectNode();
    values.attributes().forEach(attributes::put);
    return new VariableForm(dimensions, grid, type, fill, attributes).document();
  }

  private static ByteBuffer numbers(int count) {
    return ByteBuffer.allocate(count * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
  }

  private int chunks() {
    return Math.toIntExact(Math.ceilDiv(count(), chunk));
  }

  /** Adds the entries of its chunks. */
  void addEntries(List<ZipEntries.Entry> entries) {
    for (int n = 0; n < chunks(); n++) {
      String key = dimensions.isEmpty() ? "c" : "c/" + n;
      entries.add(new ZipEntries.Entry(name() + "/" + key, bytes(n)));
    }
  }

  private long bytes(int n) {
    if (!isText()) {
      return chunk * Long.BYTES;
    }
    long bytes = Integer.BYTES;
    for (long at = n * chunk; at < (n + 1) * chunk; at++) {
      bytes += Integer.BYTES + text(at).length;
    }
    return bytes;
  }

  private byte[] text(long n) {
    String text = n < count() ? values.variable().column().text(n) : "";
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Writes all chunks. */
  void write(ZipStream zip, OutputStream out) throws IOException {
    for (int n = 0; n < chunks(); n++) {
      zip.open(out);
      if (isText()) {
        zip.write(whole(Math.toIntExact(chunk)), out);
      }
      long end = (n + 1) * chunk;
      for (long at = n * chunk; at < end; at += PIECE) {
        int count = (int) Math.min(PIECE, end - at);
        zip.write(isText() ? texts(at, count) : numbers(at, count), out);
      }
      zip.close(out);
    }
  }

  private byte[] numbers(long first, int count) {
    ByteBuffer bytes = numbers(count);
    for (long n = first; n < first + count; n++) {
      if (n >= count()) {
        bytes.putLong(0);
      } else if (values.variable().column().kind() == CoordinateColumn.Kind.NUMBERS) {
        bytes.putDouble(values.variable().column().number(n));
      } else {
        bytes.putLong(values.whole(n));
      }
    }
    return bytes.array();
  }

  /** Texts: the length and the bytes of each, behind the number of all. */
  private byte[] texts(long first, int count) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (long n = first; n < first + count; n++) {
      byte[] text = text(n);
      bytes.writeBytes(whole(text.length));
      bytes.writeBytes(text);
    }
    return bytes.toByteArray();
  }

  private static byte[] whole(int number) {
    return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(number).array();
  }
}
