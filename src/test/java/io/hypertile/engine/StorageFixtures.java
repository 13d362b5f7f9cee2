package io.hypertile.engine;

import io.hypertile.array.Labels;
import io.hypertile.array.Scale;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.ArraysSchema;
import io.hypertile.schema.ArraysSchema.ArraySchema;
import io.hypertile.schema.ArraysSchema.VArraySchema;
import io.hypertile.schema.AttributeSchema;
import io.hypertile.schema.AttributeType;
import io.hypertile.schema.AttributeValue;
import io.hypertile.schema.Attributes;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import io.hypertile.schema.Dimension;
import io.hypertile.schema.StorageOptions;
import io.hypertile.schema.TileGrid;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Collections, headers and cells for tests of storages. */
public final class StorageFixtures {
  /** The key of {@link #keyed} arrays. */
  public static final AttributeSchema NUMBER =
      new AttributeSchema("number", AttributeType.Plain.INT, true);

  /** A custom attribute. */
  public static final AttributeSchema COUNT =
      new AttributeSchema("count", AttributeType.Plain.INT, false);

  private StorageFixtures() {}

  /** A collection of arrays with one primary and one custom attribute. */
  public static Collection keyed(
      String name, DType dtype, Shape shape, @Nullable StorageOptions options) {
    return new Collection(
        new CollectionName(name),
        new ArraySchema(
            dtype, FillValue.defaultOf(dtype), plainAxes(shape), List.of(NUMBER, COUNT)),
        Optional.ofNullable(options));
  }

  /** A collection of arrays without attributes. */
  public static Collection keyless(String name, DType dtype, Shape shape) {
    return new Collection(
        new CollectionName(name),
        new ArraySchema(dtype, FillValue.defaultOf(dtype), plainAxes(shape), List.of()),
        Optional.empty());
  }

  /** A collection of virtual arrays. */
  public static Collection tiled(String name) {
    Collection plain = keyed(name, DType.FLOAT32, Shape.of(8, 6), null);
    return tiled(plain, Shape.of(2, 3));
  }

  /** A collection like another, of virtual arrays with so many tiles along each axis. */
  public static Collection tiled(Collection plain, Shape grid) {
    ArraysSchema schema = plain.arrays();
    return new Collection(
        plain.name(),
        new VArraySchema(
            schema.dtype(),
            schema.fillValue(),
            schema.dimensions(),
            schema.attributes(),
            new TileGrid(grid)),
        plain.options());
  }

  /** A collection with one axis of every kind and attributes of every plain type. */
  public static Collection rich(String name) {
    Instant start = Instant.parse("2023-01-01T00:00:00.000001Z");
    List<Dimension> axes =
        List.of(
            new Dimension.Time(
                "t", 4, new Dimension.TimeStart.OfAttribute("dt"), Duration.ofHours(1)),
            new Dimension.Time(
                "u", 2, new Dimension.TimeStart.Fixed(start), Duration.ofNanos(1_500_000)),
            new Dimension.Scaled("y", 3, new Scale(90.0, -0.1, "lat")),
            new Dimension.Labelled("l", 2, new Labels.Text(List.of("wind speed", "é"))),
            new Dimension.Labelled("m", 2, new Labels.Numbers(List.of(1.5, -2.25))),
            new Dimension.Plain("p", 2));
    List<AttributeSchema> attributes =
        List.of(
            new AttributeSchema("dt", AttributeType.Plain.DATETIME, true),
            new AttributeSchema("name", AttributeType.Plain.STRING, true),
            new AttributeSchema("height", AttributeType.Plain.FLOAT, true),
            new AttributeSchema("level", AttributeType.Plain.INT, true),
            new AttributeSchema("z", AttributeType.Plain.COMPLEX, false),
            new AttributeSchema("pair", AttributeType.Plain.TUPLE, false),
            new AttributeSchema("note", AttributeType.Plain.STRING, false));
    ArraysSchema schema =
        new ArraySchema(
            DType.INT16, FillValue.of(DType.INT16, new byte[] {7, 0}), axes, attributes);
    return new Collection(
        new CollectionName(name),
        schema,
        Optional.of(
            new StorageOptions(
                new StorageOptions.Chunks.Manual(Shape.of(2, 2, 3, 1, 2, 2)),
                new StorageOptions.Compression.Gzip(4))));
  }

  /** A header for {@link #rich}. */
  public static ArrayHeader richHeader(ArrayId id) {
    Map<String, @Nullable AttributeValue> primary = new LinkedHashMap<>();
    primary.put("dt", new AttributeValue.TimeValue(Instant.parse("2023-01-03T04:05:06.000007Z")));
    primary.put("name", new AttributeValue.TextValue("a, b 'é'"));
    primary.put("height", new AttributeValue.FloatValue(-0.1));
    primary.put("level", AttributeValue.IntValue.of(-3));
    Map<String, @Nullable AttributeValue> custom = new LinkedHashMap<>();
    custom.put("z", new AttributeValue.ComplexValue(1.5, -2));
    custom.put(
        "pair",
        new AttributeValue.TupleValue(
            List.of(AttributeValue.IntValue.of(1), new AttributeValue.TextValue("x"))));
    custom.put("note", null);
    return new ArrayHeader(id, Attributes.of(primary), Attributes.of(custom));
  }

  /** Axes addressed by position, named d0, d1, and so on. */
  public static List<Dimension> plainAxes(Shape shape) {
    List<Dimension> axes = new ArrayList<>();
    for (int axis = 0; axis < shape.rank(); axis++) {
      axes.add(new Dimension.Plain("d" + axis, shape.length(axis)));
    }
    return List.copyOf(axes);
  }

  /** A header for {@link #keyed} and {@link #tiled}. */
  public static ArrayHeader header(long number) {
    Map<String, @Nullable AttributeValue> custom = new LinkedHashMap<>();
    custom.put("count", null);
    return new ArrayHeader(ArrayId.random(), key(number), Attributes.of(custom));
  }

  /** A key for {@link #keyed} and {@link #tiled}. */
  public static Attributes key(long number) {
    return Attributes.of(Map.of("number", AttributeValue.IntValue.of(number)));
  }

  /** A header without attributes. */
  public static ArrayHeader bare() {
    return new ArrayHeader(ArrayId.random(), Attributes.none(), Attributes.none());
  }

  /** Custom attributes for {@link #keyed} and {@link #tiled}. */
  public static Attributes count(long value) {
    return Attributes.of(Map.of("count", AttributeValue.IntValue.of(value)));
  }

  /** A source that gives the bytes in pieces of at most as many. */
  public static CellSource source(byte[] bytes, int piece) {
    ByteBuffer rest = ByteBuffer.wrap(bytes);
    return target -> {
      if (!rest.hasRemaining()) {
        return -1;
      }
      int count = Math.min(Math.min(piece, rest.remaining()), target.remaining());
      target.put(rest.slice().limit(count));
      rest.position(rest.position() + count);
      return count;
    };
  }

  /** A source that gives the bytes in pieces of a middling odd size. */
  public static CellSource source(byte[] bytes) {
    return source(bytes, 4099);
  }

  /** Reads a box through a reader. */
  public static byte[] read(ArrayReader reader, DType dtype, Region region) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment target = arena.allocate(region.shape().bytes(dtype));
      target.fill((byte) 0x5a);
      reader.read(region, target);
      return target.toArray(ValueLayout.JAVA_BYTE);
    }
  }

  /** Reads a box as it is now. */
  public static byte[] read(ArrayEngine engine, Collection collection, ArrayId id, Region region) {
    try (ArrayReader reader =
        engine.open(collection, id, Region.whole(collection.arrays().shape()))) {
      return read(reader, collection.arrays().dtype(), region);
    }
  }

  /** Fill values for a box. */
  public static byte[] fill(Collection collection, Region region) {
    byte[] cells = new byte[Math.toIntExact(region.shape().bytes(collection.arrays().dtype()))];
    collection.arrays().fillValue().fill(MemorySegment.ofArray(cells));
    return cells;
  }

  /** Bytes for a box, a different one in each cell's first byte, none of them a fill value. */
  public static byte[] pattern(Collection collection, Region region, int salt) {
    byte[] cells = new byte[Math.toIntExact(region.shape().bytes(collection.arrays().dtype()))];
    for (int at = 0; at < cells.length; at++) {
      cells[at] = (byte) (1 + (at * 31 + salt * 17) % 63);
    }
    return cells;
  }
}
