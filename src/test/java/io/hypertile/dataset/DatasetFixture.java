package io.hypertile.dataset;

import io.hypertile.array.CellArray;
import io.hypertile.array.CellReader;
import io.hypertile.memory.HeapMemory;
import io.hypertile.memory.MemoryBudget;
import io.hypertile.memory.MemoryUse;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Datasets and cells for tests. */
public final class DatasetFixture {
  private DatasetFixture() {}

  /** A definition with dimensions named by their number, chunks of a shape and no attributes. */
  public static ArrayDefinition definition(
      String name, CellType type, List<Long> shape, List<Long> chunks, Optional<FillValue> fill) {
    return new ArrayDefinition(
        new ArrayName(name),
        type,
        IntStream.range(0, shape.size()).mapToObj(axis -> "d" + axis).toList(),
        Shape.of(shape),
        Shape.of(chunks),
        fill,
        Optional.empty(),
        TypedAttributes.NONE);
  }

  /** A row of floats in chunks of four, with NaN as fill value. */
  public static ArrayDefinition floats(String name, long length) {
    return definition(
        name, DType.FLOAT32, List.of(length), List.of(4L), Optional.of(fill(Float.NaN)));
  }

  /** The fill value of floats. */
  public static FillValue fill(float value) {
    return FillValue.of(DType.FLOAT32, bytes(value));
  }

  /** A dataset of arrays without cells. */
  public static NewDataset declared(String name, ArrayDefinition... arrays) {
    return new NewDataset(
        new DatasetName(name),
        TypedAttributes.NONE,
        Arrays.stream(arrays)
            .map(each -> new NewDataset.NewArray(each, Optional.empty()))
            .toList());
  }

  /** An array with all its cells. */
  public static NewDataset.NewArray filled(ArrayDefinition definition, byte[] cells) {
    return new NewDataset.NewArray(definition, Optional.of(source(cells)));
  }

  /** Cells that are read in pieces. */
  public static CellSource source(byte[] cells) {
    ByteBuffer left = ByteBuffer.wrap(cells);
    return target -> {
      if (!left.hasRemaining()) {
        return -1;
      }
      int count = Math.min(7, Math.min(left.remaining(), target.remaining()));
      target.put(left.slice(left.position(), count));
      left.position(left.position() + count);
      return count;
    };
  }

  /** Floats as cells. */
  public static byte[] bytes(float... values) {
    ByteBuffer cells = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      cells.putFloat(value);
    }
    return cells.array();
  }

  /** Whole numbers as cells of a size. */
  public static byte[] wholes(int size, long... values) {
    ByteBuffer cells = ByteBuffer.allocate(size * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (long value : values) {
      for (int at = 0; at < size; at++) {
        cells.put((byte) (value >> (8 * at)));
      }
    }
    return cells.array();
  }

  /** Texts as a source gives them. */
  public static byte[] texts(String... values) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (String value : values) {
      byte[] text = value.getBytes(StandardCharsets.UTF_8);
      all.writeBytes(wholes(4, text.length));
      all.writeBytes(text);
    }
    return all.toByteArray();
  }

  /** All cells of an array of cells of one size. */
  public static byte[] read(CellArray array) {
    return read(array, Region.whole(array.spec().shape()));
  }

  /** Cells of a box. */
  public static byte[] read(CellArray array, Region box) {
    long bytes = box.cells() * array.spec().dtype().size();
    try (CellReader reader = array.open(box);
        Arena arena = Arena.ofShared()) {
      MemorySegment target = arena.allocate(Math.max(1, bytes), 64).asSlice(0, bytes);
      if (bytes > 0) {
        reader.read(box, target);
      }
      return target.toArray(ValueLayout.JAVA_BYTE);
    }
  }

  /** All texts of an array. */
  public static List<String> readTexts(CellArray array) {
    Region box = Region.whole(array.spec().shape());
    try (CellReader reader = array.open(box);
        Arena arena = Arena.ofShared();
        HeapMemory heap = HeapMemory.ofChunk(MemoryBudget.only(MemoryUse.CHUNKS, 4 << 20))) {
      CellBlock cells = new CellBlock(arena.allocate(box.cells() * CellBlock.REFERENCE, 64), heap);
      reader.read(box, cells);
      List<String> values = new ArrayList<>();
      for (long cell = 0; cell < cells.count(); cell++) {
        values.add(
            new String(cells.bytes(cell).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8));
      }
      return values;
    }
  }

  /** Attributes in order. */
  public static TypedAttributes attributes(Object... namesAndValues) {
    Map<String, TypedValue> values = new LinkedHashMap<>();
    for (int at = 0; at < namesAndValues.length; at += 2) {
      values.put((String) namesAndValues[at], (TypedValue) namesAndValues[at + 1]);
    }
    return new TypedAttributes(values);
  }
}
