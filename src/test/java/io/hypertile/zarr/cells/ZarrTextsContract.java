package io.hypertile.zarr.cells;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.TestSeed;
import io.hypertile.array.CellReader;
import io.hypertile.array.Precondition;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.RegionCopy;
import io.hypertile.ndarray.Shape;
import io.hypertile.store.StorePrefix;
import io.hypertile.zarr.ArrayDocument;
import io.hypertile.zarr.NodeDocument;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Arrays of texts that are changed, against lists in memory that are changed alike. */
@Timeout(180)
abstract class ZarrTextsContract extends OwnArrays {
  private static final StorePrefix PLACE = new StorePrefix("lake/texts");
  private static final String FILL = "gap";
  private static final String VLEN = "{\"name\": \"vlen-utf8\", \"configuration\": {}}";
  private static final String SHARDED =
      "{\"name\": \"sharding_indexed\", \"configuration\": {\"chunk_shape\": [2, 3], \"codecs\": [%s],"
          + " \"index_codecs\": ["
          + ZarrModel.LITTLE
          + ", {\"name\": \"crc32c\"}], \"index_location\": \"end\"}}";

  static List<String> chains() {
    return List.of(
        VLEN,
        VLEN + ", " + ZarrModel.ZSTD,
        VLEN + ", {\"name\": \"gzip\", \"configuration\": {\"level\": 1}}, {\"name\": \"crc32c\"}",
        "{\"name\": \"transpose\", \"configuration\": {\"order\": [1, 0]}}, " + VLEN,
        SHARDED.formatted(VLEN + ", " + ZarrModel.ZSTD),
        SHARDED.formatted(VLEN) + ", " + ZarrModel.ZSTD);
  }

  private static ArrayDocument document(Shape shape, String chunks, String codecs) {
    String text =
        """
        {"zarr_format": 3, "node_type": "array", "shape": %s, "data_type": "string",
         "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": %s}},
         "chunk_key_encoding": {"name": "default"}, "fill_value": "gap", "codecs": [%s]}
        """
            .formatted(shape, chunks, codecs);
    return (ArrayDocument) NodeDocument.parse("test", text.getBytes(StandardCharsets.UTF_8));
  }

  private static CellSource source(List<byte[]> cells) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (byte[] cell : cells) {
      bytes.writeBytes(
          ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(cell.length).array());
      bytes.writeBytes(cell);
    }
    return ZarrModel.source(bytes.toByteArray());
  }

  private List<String> read(Region box) {
    try (ZarrArray array = arrays.find(PLACE);
        CellReader reader = array.open(box)) {
      return ZarrStores.readAnyLength(reader, box, pool).stream()
          .map(cell -> new String(cell, StandardCharsets.UTF_8))
          .toList();
    }
  }

  /** An array in memory. */
  private static final class Model {
    private Shape shape;
    private List<String> cells;

    Model(Shape shape) {
      resize(shape);
    }

    void resize(Shape next) {
      List<String> other = new ArrayList<>(Collections.nCopies((int) next.cells(), FILL));
      if (shape != null) {
        Region common = Region.whole(shape).intersection(Region.whole(next)).orElseThrow();
        List<String> kept = get(common);
        RegionCopy.forEachRun(
            next,
            common,
            (at, cell, count) -> {
              for (long n = 0; n < count; n++) {
                other.set((int) (at + n), kept.get((int) (cell + n)));
              }
            });
      }
      shape = next;
      cells = other;
    }

    List<String> get(Region box) {
      List<String> found = new ArrayList<>();
      RegionCopy.forEachRun(
          shape,
          box,
          (at, cell, count) -> found.addAll(cells.subList((int) at, (int) (at + count))));
      return found;
    }

    void put(Region box, List<String> given) {
      RegionCopy.forEachRun(
          shape,
          box,
          (at, cell, count) -> {
            for (long n = 0; n < count; n++) {
              cells.set((int) (at + n), given.get((int) (cell + n)));
            }
          });
    }
  }

  private static List<String> texts(Random random, long count) {
    List<String> texts = new ArrayList<>();
    for (long n = 0; n < count; n++) {
      texts.add(
          switch (random.nextInt(6)) {
            case 0 -> "";
            case 1 -> FILL;
            case 2 -> "日本" + random.nextInt(10);
            case 3 -> "x".repeat(random.nextInt(20_000));
            default -> Integer.toString(random.nextInt());
          });
    }
    return texts;
  }

  private static List<byte[]> bytes(List<String> texts) {
    return texts.stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
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

  private void change(Random random, Model model) {
    Region box = random.nextInt(4) == 0 ? Region.whole(model.shape) : box(random, model.shape);
    switch (random.nextInt(5)) {
      case 0 -> {
        model.put(box, Collections.nCopies((int) box.cells(), FILL));
        try (ZarrArray array = arrays.find(PLACE)) {
          array.clear(box, Precondition.NONE);
        }
      }
      case 1 -> {
        Shape next = Shape.of(1 + random.nextInt(13), 1 + random.nextInt(13));
        model.resize(next);
        arrays.resize(PLACE, next, Precondition.NONE);
      }
      case 2 -> {
        long[] lengths = model.shape.toArray();
        Region added =
            Region.of(new long[] {lengths[0], 0}, new long[] {lengths[0] + 3, lengths[1]});
        model.resize(Shape.of(added.stopArray()));
        List<String> given = texts(random, added.cells());
        model.put(added, given);
        arrays.append(PLACE, 0, 3, source(bytes(given)), Precondition.NONE);
      }
      default -> {
        List<String> given = texts(random, box.cells());
        model.put(box, given);
        try (ZarrArray array = arrays.find(PLACE)) {
          array.write(box, source(bytes(given)), Precondition.NONE);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("chains")
  void changesAtRandomAreThoseOfListsInMemory(String codecs) {
    Random random = TestSeed.random();
    Model model = new Model(Shape.of(9, 11));
    arrays.create(PLACE, document(model.shape, "[4, 6]", codecs));
    assertThat(read(Region.whole(model.shape))).isEqualTo(model.cells);
    for (int round = 0; round < 20; round++) {
      change(random, model);
      assertThat(read(Region.whole(model.shape))).as("round %d", round).isEqualTo(model.cells);
      Region box = box(random, model.shape);
      assertThat(read(box)).as("round %d, %s", round, box).isEqualTo(model.get(box));
    }
  }

  @Test
  void manyTextsWaitOnDisk() {
    Shape shape = Shape.of(300, 10);
    arrays.create(PLACE, document(shape, "[100, 10]", VLEN + ", " + ZarrModel.ZSTD));
    List<String> texts = new ArrayList<>();
    for (int n = 0; n < 2_990; n++) {
      texts.add("y".repeat(1_000 + n));
    }
    Region box = Region.of(new long[] {1, 0}, new long[] {300, 10});
    try (ZarrArray array = arrays.find(PLACE)) {
      array.write(box, source(bytes(texts)), Precondition.NONE);
    }
    assertThat(scratchFiles).hasValue(1);
    assertThat(read(box)).isEqualTo(texts);
  }

  private void assertRefused(List<byte[]> cells, ErrorCode code) {
    try (ZarrArray array = arrays.find(PLACE)) {
      Region box = Region.whole(array.spec().shape());
      assertThatThrownBy(() -> array.write(box, source(cells), Precondition.NONE))
          .isInstanceOfSatisfying(
              ServiceException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
  }

  @Test
  void bodiesThatAreNoTextsOrOfAnotherNumberChangeNothing() {
    arrays.create(PLACE, document(Shape.of(1, 3), "[4, 6]", VLEN));
    byte[] text = {'a'};
    assertRefused(List.of(text, text), ErrorCode.SHAPE_MISMATCH);
    assertRefused(List.of(text, text, text, text), ErrorCode.SHAPE_MISMATCH);
    assertRefused(List.of(text, new byte[] {(byte) 0xc3}, text), ErrorCode.MALFORMED_BODY);
    assertThat(read(Region.whole(Shape.of(1, 3)))).containsOnly(FILL);
  }
}
