package io.hypertile.deker.store;

import static io.hypertile.engine.StorageFixtures.fill;
import static io.hypertile.engine.StorageFixtures.read;
import static io.hypertile.engine.StorageFixtures.source;
import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.DekerFixtures;
import io.hypertile.array.Precondition;
import io.hypertile.deker.form.MetaJson;
import io.hypertile.deker.form.TileSchema;
import io.hypertile.engine.ArrayEngine;
import io.hypertile.engine.StoredArray;
import io.hypertile.engine.StoredTile;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.ArraysSchema.VArraySchema;
import io.hypertile.schema.AttributeValue;
import io.hypertile.schema.Attributes;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import io.hypertile.schema.Tiling;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Virtual arrays that Deker wrote are read and changed as Deker left them. */
class VirtualFixtureTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir Path directory;
  private Path root;
  private Hdf5Storage storage;
  private ArrayEngine engine;

  @BeforeEach
  void unpack() throws Exception {
    root = DekerFixtures.unpack("virtual", directory);
    storage = Hdf5Storage.open(root, Hdf5Settings.DEFAULT);
    engine = storage.arrays();
  }

  @AfterEach
  void close() {
    storage.close();
  }

  private Collection collection(Fixture fixture) {
    return storage.collections().find(new CollectionName(fixture.collection())).orElseThrow();
  }

  private static ArrayId id(Fixture fixture) {
    return new ArrayId(fixture.array().get("id").asString());
  }

  @Test
  void readEverySubsetOfEveryVirtualArray() throws Exception {
    int subsets = 0;
    for (Fixture fixture : Fixture.allWhole("virtual")) {
      Collection collection = collection(fixture);
      StoredArray stored = engine.find(collection, id(fixture)).orElseThrow();
      assertThat(JSON.readTree(MetaJson.write(stored.header())))
          .isEqualTo(fixture.array().get("raw_meta"));
      assertThat(engine.list(collection, null, 100)).contains(id(fixture));
      if (!stored.header().primary().asMap().isEmpty()) {
        assertThat(engine.findByKey(collection, stored.header().primary())).contains(stored);
      }
      byte[] whole = read(engine, collection, id(fixture), Region.whole(fixture.shape()));
      assertThat(stored.hasData())
          .isEqualTo(!Arrays.equals(whole, fill(collection, Region.whole(fixture.shape()))));
      for (Fixture.Subset subset : fixture.subsets()) {
        byte[] cells = read(engine, collection, id(fixture), subset.region());
        assertThat(sha256(cells)).as(fixture + " " + subset).isEqualTo(subset.sha256());
        subsets++;
      }
    }
    assertThat(subsets).isGreaterThan(20);
  }

  @Test
  void tilesAreThoseThatDekerMade() throws Exception {
    Map<String, String> expected = new TreeMap<>();
    for (Fixture fixture : Fixture.all("virtual")) {
      JsonNode meta = fixture.array().get("raw_meta").get("primary_attributes");
      expected.put(
          meta.get("vid").asString() + " " + meta.get("v_position"),
          fixture.array().get("id").asString() + " " + fixture.array().get("has_data"));
    }
    Map<String, String> found = new TreeMap<>();
    for (Fixture fixture : Fixture.allWhole("virtual")) {
      Tiling tiling = Tiling.of((VArraySchema) collection(fixture).schema());
      for (StoredTile tile :
          engine
              .tiled(collection(fixture))
              .orElseThrow()
              .tiles(collection(fixture), id(fixture), 0, 1000)) {
        String position = Arrays.toString(tiling.position(tile.number())).replace(" ", "");
        found.put(id(fixture) + " " + position, tile.id() + " " + tile.hasData());
      }
    }
    assertThat(found).isEqualTo(expected);
  }

  @Test
  void headersOfDekersTilesAreThoseWeWouldWrite() throws Exception {
    int tiles = 0;
    for (Fixture fixture : Fixture.allWhole("virtual")) {
      VArraySchema schema = (VArraySchema) collection(fixture).schema();
      StoredArray parent = engine.find(collection(fixture), id(fixture)).orElseThrow();
      for (Fixture tile : Fixture.all("virtual")) {
        JsonNode meta = tile.array().get("raw_meta");
        if (meta.at("/primary_attributes/vid").asString().equals(id(fixture).text())) {
          List<Long> position =
              meta.at("/primary_attributes/v_position")
                  .valueStream()
                  .map(JsonNode::asLong)
                  .toList();
          long[] at = position.stream().mapToLong(Long::longValue).toArray();
          ArrayId id = new ArrayId(tile.array().get("id").asString());
          assertThat(
                  JSON.readTree(MetaJson.write(TileSchema.header(schema, parent.header(), at, id))))
              .isEqualTo(meta);
          tiles++;
        }
      }
    }
    assertThat(tiles).isEqualTo(19);
  }

  @Test
  void writesAndClearsChangeDekersArraysAndTheirTiles() throws Exception {
    for (Fixture fixture : Fixture.allWhole("virtual")) {
      Collection collection = collection(fixture);
      ArrayId id = id(fixture);
      Shape shape = fixture.shape();
      Region whole = Region.whole(shape);
      long[] start = new long[shape.rank()];
      long[] stop = shape.toArray();
      for (int axis = 0; axis < start.length; axis++) {
        start[axis] = Math.min(1, shape.length(axis) - 1);
        stop[axis] = Math.max(start[axis] + 1, shape.length(axis) - 1);
      }
      Region box = Region.of(start, stop);
      byte[] model = read(engine, collection, id, whole);
      byte[] cells = new byte[Math.toIntExact(box.shape().bytes(fixture.dtype()))];
      for (int at = 0; at < cells.length; at++) {
        cells[at] = (byte) (1 + at % 60);
      }
      engine.write(collection, id, box, source(cells), Precondition.NONE);
      put(model, shape, box, cells);
      assertThat(read(engine, collection, id, whole)).isEqualTo(model);
      Tiling tiling = Tiling.of((VArraySchema) collection.arrays());
      Region first = tiling.bounds(0);
      engine.clear(collection, id, first, Precondition.NONE);
      put(model, shape, first, fill(collection, first));
      assertThat(read(engine, collection, id, whole)).isEqualTo(model);
      assertThat(
              engine
                  .tiled(collection)
                  .orElseThrow()
                  .tiles(collection, id, 0, 1)
                  .getFirst()
                  .number())
          .isPositive();
      storage.close();
      storage = Hdf5Storage.open(root, Hdf5Settings.DEFAULT);
      engine = storage.arrays();
      assertThat(read(engine, collection, id, whole)).isEqualTo(model);
    }
  }

  private static void put(byte[] model, Shape shape, Region box, byte[] cells) {
    int size = cells.length / Math.toIntExact(box.cells());
    int at = 0;
    long[] position = box.startArray();
    for (long n = 0; n < box.cells(); n++) {
      long cell = 0;
      for (int axis = 0; axis < position.length; axis++) {
        cell = cell * shape.length(axis) + position[axis];
      }
      System.arraycopy(cells, at, model, (int) cell * size, size);
      at += size;
      for (int axis = position.length - 1; axis >= 0; axis--) {
        if (++position[axis] < box.stop(axis)) {
          break;
        }
        position[axis] = box.start(axis);
      }
    }
  }

  @Test
  void attributesChangeInTheDocument() throws Exception {
    Collection timed = storage.collections().find(new CollectionName("timed")).orElseThrow();
    ArrayId id = new ArrayId("9952ada2-c9eb-4c5d-a888-2c4b9f08e1d9");
    Attributes shorter = Attributes.of(Map.of("txt", new AttributeValue.TextValue("")));
    engine.updateAttributes(timed, id, current -> shorter, Precondition.NONE);
    Path document =
        root.resolve(
            "collections/timed/varray_data/9/9/5/2/a/d/a/2/c9eb-4c5d-a888-2c4b9f08e1d9/"
                + id
                + ".json");
    assertThat(Files.readString(document))
        .isEqualTo(
            "{\"id\": \"9952ada2-c9eb-4c5d-a888-2c4b9f08e1d9\", \"primary_attributes\": {\"run\":"
                + " \"2024-03-02T00:00:00+00:00\"}, \"custom_attributes\": {\"txt\": \"\"}}");
  }

  @Test
  void deleteRemovesTheArrayAndAllItsTiles() throws Exception {
    for (Fixture fixture : Fixture.allWhole("virtual")) {
      assertThat(engine.delete(collection(fixture), id(fixture), Precondition.NONE)).isTrue();
      assertThat(engine.find(collection(fixture), id(fixture))).isEmpty();
    }
    for (String collection : List.of("tiles", "timed")) {
      for (String part :
          List.of("array_data", "array_symlinks", "varray_data", "varray_symlinks")) {
        try (Stream<Path> left =
            Files.walk(root.resolve("collections/" + collection + "/" + part))) {
          // Deker itself left empty directories of a tile that it cleared.
          assertThat(left.filter(path -> !Files.isDirectory(path))).isEmpty();
        }
      }
    }
  }

  private static String sha256(byte[] cells) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(cells));
  }
}
