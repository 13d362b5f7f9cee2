package io.hypertile.zarr.cells;

import io.hypertile.array.Precondition;
import io.hypertile.array.Version;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.RegionCopy;
import io.hypertile.ndarray.Shape;
import io.hypertile.store.StorePrefix;
import io.hypertile.zarr.ArrayDocument;
import io.hypertile.zarr.NodeDocument;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** An array in memory that changes as one of Zarr does: two axes, four bytes for a cell. */
public final class ZarrModel {
  public static final String LITTLE =
      "{\"name\": \"bytes\", \"configuration\": {\"endian\": \"little\"}}";
  private static final String SHARDED =
      "{\"name\": \"sharding_indexed\", \"configuration\": {\"chunk_shape\": [%s], \"codecs\": [%s],"
          + " \"index_codecs\": ["
          + LITTLE
          + ", {\"name\": \"crc32c\"}], \"index_location\": \"%s\"}}";
  public static final String ZSTD =
      "{\"name\": \"zstd\", \"configuration\": {\"level\": 1, \"checksum\": false}}";

  private Shape shape;
  private byte[] cells;

  /** Its shape. */
  public Shape shape() {
    return shape;
  }

  /** Its cells. */
  public byte[] cells() {
    return cells;
  }

  ZarrModel copy() {
    ZarrModel copy = new ZarrModel(shape);
    copy.cells = cells.clone();
    return copy;
  }

  /** An array of nothing but the fill value. */
  public ZarrModel(Shape shape) {
    this.shape = shape;
    this.cells = filled(shape);
  }

  /** Cells of nothing but the fill value. */
  public static byte[] filled(Shape shape) {
    byte[] cells = new byte[(int) shape.cells() * 4];
    Arrays.fill(cells, (byte) -1);
    return cells;
  }

  /** Puts cells into a box. */
  public void put(Region box, byte[] given) {
    RegionCopy.copy(
        MemorySegment.ofArray(given),
        box.shape(),
        Region.whole(box.shape()),
        MemorySegment.ofArray(cells),
        shape,
        box.startArray(),
        4);
  }

  byte[] get(Region box) {
    byte[] given = new byte[(int) box.cells() * 4];
    RegionCopy.copy(
        MemorySegment.ofArray(cells),
        shape,
        box,
        MemorySegment.ofArray(given),
        box.shape(),
        new long[2],
        4);
    return given;
  }

  void resize(Shape next) {
    ZarrModel other = new ZarrModel(next);
    Region.whole(shape)
        .intersection(Region.whole(next))
        .ifPresent(common -> other.put(common, get(common)));
    shape = next;
    cells = other.cells;
  }

  /** Chains of codecs for chunks of 4 by 6 cells of four bytes. */
  public static List<String> chains() {
    return List.of(
        LITTLE,
        LITTLE + ", " + ZSTD,
        "{\"name\": \"bytes\", \"configuration\": {\"endian\": \"big\"}}, {\"name\": \"gzip\","
            + " \"configuration\": {\"level\": 1}}",
        "{\"name\": \"transpose\", \"configuration\": {\"order\": [1, 0]}}, "
            + LITTLE
            + ", {\"name\": \"blosc\", \"configuration\": {\"cname\": \"zstd\", \"clevel\": 1,"
            + " \"shuffle\": \"shuffle\", \"typesize\": 4, \"blocksize\": 0}}, {\"name\":"
            + " \"crc32c\"}",
        SHARDED.formatted("2, 3", LITTLE + ", " + ZSTD, "end"),
        SHARDED.formatted("4, 2", LITTLE, "start"),
        SHARDED.formatted("2, 6", SHARDED.formatted("1, 2", LITTLE, "end"), "end"),
        SHARDED.formatted("2, 2", LITTLE, "end") + ", " + ZSTD);
  }

  /** The document of an array with such chunks. */
  public static ArrayDocument document(Shape shape, String codecs) {
    String text =
        """
        {"zarr_format": 3, "node_type": "array", "shape": %s, "data_type": "int32",
         "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": [4, 6]}},
         "chunk_key_encoding": {"name": "default"}, "fill_value": -1, "codecs": [%s]}
        """
            .formatted(shape, codecs);
    return (ArrayDocument) NodeDocument.parse("test", text.getBytes(StandardCharsets.UTF_8));
  }

  /** The cells, as if they came in. */
  public static CellSource source(byte[] cells) {
    ByteBuffer bytes = ByteBuffer.wrap(cells);
    return target -> {
      if (!bytes.hasRemaining()) {
        return -1;
      }
      int count = Math.min(bytes.remaining(), target.remaining());
      target.put(bytes.slice().limit(count));
      bytes.position(bytes.position() + count);
      return count;
    };
  }

  public static byte[] random(Random random, Region box) {
    byte[] cells = new byte[(int) box.cells() * 4];
    for (int at = 0; at < cells.length; at += 4) {
      cells[at] = (byte) random.nextInt(7);
    }
    return cells;
  }

  private static Region box(Random random, Shape shape) {
    long[] start = new long[2];
    long[] stop = new long[2];
    for (int axis = 0; axis < 2; axis++) {
      start[axis] = random.nextLong(shape.length(axis));
      stop[axis] = start[axis] + 1 + random.nextLong(shape.length(axis) - start[axis]);
    }
    return Region.of(start, stop);
  }

  /** Changes this and the array in a place alike, at random. */
  public Version change(Random random, ZarrArrays arrays, StorePrefix place) {
    Region box = random.nextInt(5) == 0 ? Region.whole(shape) : box(random, shape);
    switch (random.nextInt(6)) {
      case 0 -> {
        byte[] fill = filled(box.shape());
        put(box, fill);
        try (ZarrArray array = arrays.find(place)) {
          return array.clear(box, Precondition.at(array.version()));
        }
      }
      case 1 -> {
        Shape next = Shape.of(1 + random.nextInt(15), 1 + random.nextInt(15));
        resize(next);
        return arrays.resize(place, next, Precondition.NONE);
      }
      case 2 -> {
        int axis = random.nextInt(2);
        long[] lengths = shape.toArray();
        long[] start = new long[2];
        start[axis] = lengths[axis];
        lengths[axis] += 1 + random.nextInt(5);
        resize(Shape.of(lengths));
        Region added = Region.of(start, lengths);
        byte[] given = random(random, added);
        put(added, given);
        Appended appended =
            arrays.append(place, axis, added.length(axis), source(given), Precondition.NONE);
        if (!appended.box().equals(added)) {
          throw new AssertionError(appended.box() + " was added, and not " + added);
        }
        return appended.version();
      }
      default -> {
        byte[] given = random(random, box);
        put(box, given);
        try (ZarrArray array = arrays.find(place)) {
          return array.write(box, source(given), Precondition.NONE);
        }
      }
    }
  }
}
