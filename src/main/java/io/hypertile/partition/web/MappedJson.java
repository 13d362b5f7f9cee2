package io.hypertile.partition.web;

import io.hypertile.encode.text.CellText;
import io.hypertile.encode.text.JsonStyle;
import io.hypertile.encode.text.JsonText;
import io.hypertile.encode.text.TextBuffer;
import io.hypertile.error.TooLarge;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.ndarray.SlabCursor;
import io.hypertile.partition.PartitionKey;
import io.hypertile.partition.PartitionMapping;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Values of expressions as a document: by the path of the partition, then by name. */
final class MappedJson {
  /** Most bytes of a document, which is held in memory. */
  private static final long LARGEST = 16L << 20;

  /** Values that are read at a time. */
  private static final int BLOCK = 4_096;

  private static final byte[] NULL = TextBuffer.ascii("null");

  private final LimitedBytes bytes;
  private final TextBuffer out = new TextBuffer();

  /**
   * A document.
   *
   * @param limit most bytes of texts
   */
  MappedJson(long limit) {
    this.bytes = new LimitedBytes(Math.min(limit, LARGEST));
    out.open(bytes);
  }

  /** Bytes of a document, up to a limit. */
  private static final class LimitedBytes extends ByteArrayOutputStream {
    private final long limit;

    private LimitedBytes(long limit) {
      this.limit = limit;
    }

    @Override
    public synchronized void write(byte[] content, int from, int length) {
      TooLarge.requireResult(
          (long) count + length,
          limit,
          "The values have more than %d bytes; name fewer partitions with filter, or reduce more"
                  .formatted(limit)
              + " dimensions.");
      super.write(content, from, length);
    }
  }

  /**
   * The bytes of the values of partitions.
   *
   * @throws io.hypertile.error.ServiceException {@code result-too-large}
   */
  byte[] bytes(PartitionMapping mapping, List<PartitionKey> keys) {
    try {
      String before = "{";
      for (PartitionKey key : keys) {
        out.put(TextBuffer.ascii(before));
        putName(key.path());
        putPartition(mapping, key);
        before = ",";
      }
      out.put('}');
      out.flush();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void putName(String name) throws IOException {
    JsonText.putUtf8(MemorySegment.ofArray(name.getBytes(StandardCharsets.UTF_8)), out);
    out.put(':');
  }

  private void putPartition(PartitionMapping mapping, PartitionKey key) throws IOException {
    try (PartitionMapping.Mapped mapped = mapping.open(key)) {
      char before = '{';
      for (String name : mapping.names()) {
        out.put(before);
        putName(name);
        putValues(mapped.values(name));
        before = ',';
      }
      out.put('}');
    }
  }

  /** Nested lists of the values in C order; one value by itself. */
  private void putValues(PartitionMapping.Values values) throws IOException {
    Shape shape = values.shape();
    if (shape.cells() == 0) {
      putEmpty(shape, 0);
      return;
    }
    CellText text = CellText.json(values.type(), new JsonStyle(false, false));
    int size = values.type().size();
    MemorySegment cells = MemorySegment.ofArray(new byte[BLOCK * size]);
    MemorySegment marks = MemorySegment.ofArray(new byte[BLOCK]);
    CellBlock block = CellBlock.of(cells);
    long place = 0;
    SlabCursor slabs = new SlabCursor(Region.whole(shape), BLOCK);
    for (Optional<Region> slab = slabs.next(); slab.isPresent(); slab = slabs.next()) {
      long count = slab.get().cells();
      values.read(slab.get(), cells.asSlice(0, count * size), marks.asSlice(0, count));
      for (long i = 0; i < count; i++) {
        open(shape, place);
        if (marks.get(ValueLayout.JAVA_BYTE, i) != 0) {
          out.put(NULL);
        } else {
          text.put(block, i, out);
        }
        place++;
        close(shape, place);
      }
    }
  }

  /** Nested lists without values, from an axis on. */
  private void putEmpty(Shape shape, int axis) throws IOException {
    out.put('[');
    for (long n = 0; axis + 1 < shape.rank() && n < shape.length(axis); n++) {
      if (n > 0) {
        out.put(',');
      }
      putEmpty(shape, axis + 1);
    }
    out.put(']');
  }

  /** Puts what stands before a value: a comma, and the brackets of lists that begin with it. */
  private void open(Shape shape, long place) throws IOException {
    if (place > 0) {
      out.put(',');
    }
    long length = 1;
    for (int axis = shape.rank() - 1; axis >= 0; axis--) {
      length *= shape.length(axis);
      if (place % length != 0) {
        return;
      }
      out.put('[');
    }
  }

  /** Puts the brackets of lists that end before a place. */
  private void close(Shape shape, long place) throws IOException {
    long length = 1;
    for (int axis = shape.rank() - 1; axis >= 0; axis--) {
      length *= shape.length(axis);
      if (place % length != 0) {
        return;
      }
      out.put(']');
    }
  }
}
