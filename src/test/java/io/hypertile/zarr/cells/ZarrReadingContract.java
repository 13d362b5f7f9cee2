package io.hypertile.zarr.cells;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.TestSeed;
import io.hypertile.array.Axis;
import io.hypertile.array.CellReader;
import io.hypertile.array.ReadAhead;
import io.hypertile.chunk.CodecPool;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.CellTimeUnit;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.RegionCopy;
import io.hypertile.ndarray.Shape;
import io.hypertile.store.Revisions;
import io.hypertile.store.Store;
import io.hypertile.store.StorePrefix;
import io.hypertile.zarr.GroupDocument;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Stores that other programs wrote are read bit for bit as they read them. */
abstract class ZarrReadingContract {
  private static final Set<String> OF_ANY_LENGTH =
      Set.of("dtype_string_vlen", "dtype_string_vlen_missing", "dtype_bytes_vlen", "shard_string");

  protected final CodecPool pool = ZarrStores.pool();
  protected Store store;
  private ZarrArrays arrays;

  /** An empty store. */
  protected abstract Store create();

  /** Its states. */
  protected abstract Revisions revisions();

  protected abstract ReadAhead advice();

  /** Puts the fixtures whose keys begin with a prefix into the store. */
  protected void fill(String prefix) {
    ZarrStores.copyTo(store, prefix);
  }

  @BeforeEach
  void open() {
    store = create();
    arrays = new ZarrArrays(revisions(), pool, advice(), () -> Path.of("not-needed"));
  }

  @AfterEach
  void allMemoryComesBack() {
    store.close();
    long used = pool.memory().usedBytes();
    pool.close();
    assertThat(used).isZero();
  }

  @Test
  void allNodesOfZarrPythonAreReadBitForBit() {
    fill("zarr/");
    int arraysRead = 0;
    int nodes = 0;
    for (Map.Entry<String, JsonNode> node : ZarrStores.expected("zarr").get("nodes").properties()) {
      nodes++;
      StorePrefix place = new StorePrefix("zarr/" + node.getKey());
      if (node.getValue().get("zarr_node").stringValue().equals("group")) {
        assertThat(ZarrNodes.find(store, place)).containsInstanceOf(GroupDocument.class);
        assertCode(() -> arrays.find(place), ErrorCode.ARRAY_NOT_FOUND);
      } else if (OF_ANY_LENGTH.contains(node.getKey())) {
        assertTexts(place, node.getValue());
        arraysRead++;
      } else {
        assertCells(place, node.getValue());
        arraysRead++;
      }
    }
    assertThat(nodes).isEqualTo(94);
    assertThat(arraysRead).isEqualTo(92);
  }

  private static void assertCode(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call, ErrorCode code) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(ServiceException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  private void assertCells(StorePrefix place, JsonNode expected) {
    try (ZarrCells cells = arrays.cells(place)) {
      Shape shape = cells.shape();
      byte[] all = ZarrStores.read(cells, Region.whole(shape));
      JsonNode digest = expected.get("sha256_c_order_little_endian");
      if (digest == null) {
        assertThat(place.text()).endsWith("dtype_structured");
        assertThat(all).isEqualTo(structured());
      } else {
        assertThat(ZarrStores.sha256(all)).as(place.text()).isEqualTo(digest.stringValue());
      }
      assertBoxes(cells, all);
    }
  }

  /** Whole and in boxes at random, cells of any length are those that zarr-python read. */
  private void assertTexts(StorePrefix place, JsonNode expected) {
    List<byte[]> values = new ArrayList<>();
    for (JsonNode value : expected.get("values_c_order")) {
      String text = value.stringValue();
      values.add(
          text.startsWith("base64:")
              ? Base64.getDecoder().decode(text.substring("base64:".length()))
              : text.getBytes(StandardCharsets.UTF_8));
    }
    try (ZarrArray array = arrays.find(place);
        CellReader reader = array.open(Region.whole(array.spec().shape()))) {
      Shape shape = array.spec().shape();
      assertThat(array.spec().dtype().isAnyLength()).isTrue();
      assertThat(ZarrStores.readAnyLength(reader, Region.whole(shape), pool))
          .containsExactlyElementsOf(values);
      Random random = TestSeed.random();
      for (int round = 0; round < 20; round++) {
        Region box = box(random, shape);
        List<byte[]> wanted = new ArrayList<>();
        RegionCopy.forEachRun(
            shape,
            box,
            (at, cell, count) -> wanted.addAll(values.subList((int) at, (int) (at + count))));
        assertThat(ZarrStores.readAnyLength(reader, box, pool))
            .as("%s", box)
            .containsExactlyElementsOf(wanted);
      }
    }
  }

  /** Three cells of int16, float64 and bool. */
  private static byte[] structured() {
    ByteBuffer cells = ByteBuffer.allocate(33).order(ByteOrder.LITTLE_ENDIAN);
    cells.putShort((short) 1).putDouble(2.5).put((byte) 1);
    cells.putShort((short) -3).putDouble(Double.NaN).put((byte) 0);
    cells.putShort((short) 7).putDouble(1e300).put((byte) 1);
    return cells.array();
  }

  /** Boxes at random are those of the whole. */
  private static void assertBoxes(ZarrCells cells, byte[] all) {
    Random random = TestSeed.random();
    Shape shape = cells.shape();
    for (int round = 0; round < 12; round++) {
      Region box = box(random, shape);
      byte[] expected = new byte[(int) box.cells() * cells.cellBytes()];
      RegionCopy.copy(
          MemorySegment.ofArray(all),
          shape,
          box,
          MemorySegment.ofArray(expected),
          box.shape(),
          new long[shape.rank()],
          cells.cellBytes());
      assertThat(ZarrStores.read(cells, box)).as("%s", box).isEqualTo(expected);
    }
  }

  private static Region box(Random random, Shape shape) {
    long[] start = new long[shape.rank()];
    long[] stop = new long[shape.rank()];
    for (int axis = 0; axis < start.length; axis++) {
      start[axis] = random.nextLong(shape.length(axis) + 1);
      stop[axis] = start[axis] + random.nextLong(shape.length(axis) - start[axis] + 1);
    }
    return Region.of(start, stop);
  }

  @Test
  void storesOfZcollectionAreReadAsItReadsThem() {
    fill("zcollection/");
    int variables = 0;
    for (Map.Entry<String, JsonNode> entry :
        ZarrStores.expected("zcollection").get("stores").properties()) {
      JsonNode expected = entry.getValue();
      JsonNode all = expected.path("queries").path(0);
      if (!expected.get("kind").stringValue().equals("collection")) {
        continue;
      }
      assertThat(all.get("filters").isNull() && all.get("variables").isNull()).isTrue();
      for (Map.Entry<String, JsonNode> variable : all.get("result").get("variables").properties()) {
        byte[] cells = cells(entry.getKey(), expected, variable);
        assertThat(ZarrStores.sha256(cells))
            .as(entry.getKey() + " " + variable.getKey())
            .isEqualTo(variable.getValue().get("sha256_c_order_little_endian").stringValue());
        variables++;
      }
    }
    assertThat(variables).isEqualTo(34);
    JsonNode stores = ZarrStores.expected("zcollection").get("stores");
    JsonNode view = stores.get("daily_view").get("queries").get(0).get("result").get("variables");
    ByteArrayOutputStream cells = new ByteArrayOutputStream();
    for (JsonNode partition : stores.get("daily").get("partitions")) {
      cells.writeBytes(whole("zcollection/daily_view/" + partition.stringValue() + "/wind_speed"));
    }
    assertThat(ZarrStores.sha256(cells.toByteArray()))
        .isEqualTo(view.get("wind_speed").get("sha256_c_order_little_endian").stringValue());
  }

  /** A variable of all partitions, which are parts of its first axis. */
  private byte[] cells(String name, JsonNode expected, Map.Entry<String, JsonNode> variable) {
    String dimension = expected.get("partitioning").get("dimension").stringValue();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    if (!variable.getValue().get("dims").get(0).stringValue().equals(dimension)) {
      all.writeBytes(whole("zcollection/" + name + "/_immutable/" + variable.getKey()));
      return all.toByteArray();
    }
    for (JsonNode partition : expected.get("partitions")) {
      String place = "zcollection/" + name + "/" + partition.stringValue();
      all.writeBytes(whole(place + "/" + variable.getKey()));
    }
    return all.toByteArray();
  }

  private byte[] whole(String place) {
    try (ZarrCells cells = arrays.cells(new StorePrefix(place))) {
      return ZarrStores.read(cells, Region.whole(cells.shape()));
    }
  }

  @Test
  void arraysHaveTheFormOfTheirDocuments() {
    fill("zarr/");
    try (ZarrArray array = arrays.find(new StorePrefix("zarr/dimnames_all"))) {
      assertThat(array.name()).isEqualTo("dimnames_all");
      assertThat(array.spec().axes()).extracting(Axis::name).containsExactly("time", "x_ac");
      assertThat(array.spec().dtype()).isEqualTo(DType.INT32);
      assertThat(array.spec().shape()).isEqualTo(Shape.of(3, 4));
    }
    try (ZarrArray array = arrays.find(new StorePrefix("zarr/dimnames_partial"))) {
      assertThat(array.spec().axes()).extracting(Axis::name).doesNotHaveDuplicates();
    }
    try (ZarrArray array = arrays.find(new StorePrefix("zarr/dtype_bool"))) {
      assertThat(array.spec().dtype()).isEqualTo(new CellType.Truth());
    }
    try (ZarrArray array = arrays.find(new StorePrefix("zarr/dtype_datetime64_ns"))) {
      assertThat(array.spec().dtype())
          .isEqualTo(new CellType.TimePoint(CellTimeUnit.NANOSECONDS, 1));
    }
    try (ZarrArray array = arrays.find(new StorePrefix("zarr/dtype_fixed_utf32"))) {
      assertThat(array.spec().dtype()).isInstanceOf(CellType.FixedText.class);
    }
    assertCode(() -> arrays.find(new StorePrefix("zarr/nowhere")), ErrorCode.ARRAY_NOT_FOUND);
  }

  @Test
  void arrayWithoutAxesHasOneCell() {
    fill("zarr/shape_scalar_0d");
    Region all = Region.whole(Shape.of());
    try (ZarrArray array = arrays.find(new StorePrefix("zarr/shape_scalar_0d"));
        CellReader reader = array.open(all);
        Arena arena = Arena.ofConfined()) {
      assertThat(array.spec().axes()).isEmpty();
      assertThat(reader.chunkShape()).isEqualTo(Optional.empty());
      assertThat(reader.version()).isEqualTo(array.version());
      MemorySegment cell = arena.allocate(8);
      reader.read(all, cell);
      assertThat(cell.get(ValueLayout.JAVA_DOUBLE, 0)).isEqualTo(3.25);
    }
  }
}
