package io.hypertile.engine;

import static io.hypertile.engine.StorageFixtures.fill;
import static io.hypertile.engine.StorageFixtures.header;
import static io.hypertile.engine.StorageFixtures.read;
import static io.hypertile.engine.StorageFixtures.source;
import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.array.Precondition;
import io.hypertile.engine.ArrayCellsContract.Layout;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.Collection;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every {@link ArrayEngine} promises of cells that look like a fill value of NaN and are not:
 * they come back bit for bit, whatever their neighbours are and whatever happens to these.
 */
public abstract class SpecialCellsContract extends OpenedStorage {
  private static final Shape SHAPE = Shape.of(5, 7, 6);
  private static final Region ALL = Region.whole(SHAPE);
  private static final Region BOX = Region.of(new long[] {1, 2, 1}, new long[] {4, 6, 5});
  private static final Region CELL = Region.of(new long[] {2, 3, 4}, new long[] {3, 4, 5});
  private static final Region PLANE = Region.of(new long[] {0, 0, 0}, new long[] {1, 7, 6});

  static Stream<Arguments> cells() {
    List<Arguments> all = new ArrayList<>();
    for (Layout layout : Layout.values()) {
      for (DType dtype : DType.values()) {
        for (byte[] cell : likeFill(dtype)) {
          all.add(Arguments.of(layout, dtype, cell));
        }
      }
    }
    return all.stream();
  }

  /** Cells of IEEE 754 bits: NaN with a sign, with a payload, signalling, and half NaN. */
  private static List<byte[]> likeFill(DType dtype) {
    return switch (dtype) {
      case FLOAT16 -> List.of(bits(2, 0xfe00), bits(2, 0x7c01));
      case FLOAT32 -> List.of(bits(4, 0xffc00000L), bits(4, 0x7f8007a2L));
      case FLOAT64 ->
          List.of(
              bits(8, 0x7ff00000000007a2L),
              bits(8, 0xfff8000000000000L),
              bits(8, 0x7ff80000000007a2L));
      case LONGDOUBLE ->
          List.of(bits(8, 0xc000000000000000L, 0xffff), bits(8, 0x80000000000007a2L, 0x7fff));
      case COMPLEX64 ->
          List.of(bits(4, 0x3fc00000L, 0x7fc00000L), bits(4, 0x7fc00000L, 0x3f800000L));
      case COMPLEX128 ->
          List.of(
              bits(8, Double.doubleToRawLongBits(1.5), 0x7ff8000000000000L),
              bits(8, 0x7ff8000000000000L, Double.doubleToRawLongBits(-0.0)));
      case CLONGDOUBLE ->
          List.of(
              bits(8, 0x8000000000000000L, 0x3fff, 0xc000000000000000L, 0x7fff),
              bits(8, 0xc000000000000000L, 0x7fff, 0x8000000000000000L, 0x3fff));
      case INT8, INT16, INT32, INT64, LONGLONG, UINT8, UINT16, UINT32, UINT64, ULONGLONG ->
          List.of();
    };
  }

  private static byte[] bits(int width, long... words) {
    ByteBuffer out = ByteBuffer.allocate(width * words.length).order(ByteOrder.LITTLE_ENDIAN);
    for (long word : words) {
      for (int at = 0; at < width; at++) {
        out.put((byte) (word >>> 8 * at));
      }
    }
    return out.array();
  }

  private static byte[] repeat(byte[] cell, Region box) {
    ByteBuffer out = ByteBuffer.allocate(Math.toIntExact(box.cells()) * cell.length);
    while (out.hasRemaining()) {
      out.put(cell);
    }
    return out.array();
  }

  private ArrayId created(Collection collection) {
    storage.collections().create(collection);
    return engine.create(collection, header(1)).header().id();
  }

  @ParameterizedTest
  @MethodSource("cells")
  void aWholeArrayOfSpecialCellsIsKept(Layout layout, DType dtype, byte[] cell) {
    Collection collection = layout.collection("special", dtype);
    if (!isKept(collection)) {
      return;
    }
    ArrayId id = created(collection);
    byte[] cells = repeat(cell, ALL);
    engine.write(collection, id, ALL, source(cells), Precondition.NONE);
    assertThat(engine.find(collection, id).orElseThrow().hasData()).isTrue();
    assertThat(read(engine, collection, id, ALL)).isEqualTo(cells);
    reopen();
    assertThat(read(engine, collection, id, ALL)).isEqualTo(cells);
    engine.clear(collection, id, PLANE, Precondition.NONE);
    assertThat(read(engine, collection, id, PLANE)).isEqualTo(fill(collection, PLANE));
    assertThat(read(engine, collection, id, BOX)).isEqualTo(repeat(cell, BOX));
  }

  @ParameterizedTest
  @MethodSource("cells")
  void aBoxOfSpecialCellsOutlivesTheOtherCells(Layout layout, DType dtype, byte[] cell) {
    Collection collection = layout.collection("special", dtype);
    if (!isKept(collection)) {
      return;
    }
    ArrayId id = created(collection);
    byte[] box = repeat(cell, BOX);
    engine.write(collection, id, BOX, source(box), Precondition.NONE);
    assertThat(read(engine, collection, id, BOX)).isEqualTo(box);
    engine.write(
        collection, id, PLANE, source(repeat(new byte[cell.length], PLANE)), Precondition.NONE);
    engine.clear(collection, id, PLANE, Precondition.NONE);
    assertThat(read(engine, collection, id, BOX)).isEqualTo(box);
    engine.write(collection, id, PLANE, source(fill(collection, PLANE)), Precondition.NONE);
    assertThat(read(engine, collection, id, BOX)).isEqualTo(box);
    engine.clear(collection, id, CELL, Precondition.NONE);
    assertThat(read(engine, collection, id, CELL)).isEqualTo(fill(collection, CELL));
    engine.clear(collection, id, BOX, Precondition.NONE);
    assertThat(engine.find(collection, id).orElseThrow().hasData()).isFalse();
    assertThat(read(engine, collection, id, ALL)).isEqualTo(fill(collection, ALL));
  }
}
