package io.hypertile.demo;

import io.hypertile.array.CellArray;
import io.hypertile.array.Precondition;
import io.hypertile.collection.ArrayAddress;
import io.hypertile.collection.ArrayService;
import io.hypertile.collection.CollectionService;
import io.hypertile.collection.DatasetService;
import io.hypertile.collection.PartitionService;
import io.hypertile.engine.CreationResult;
import io.hypertile.json.JsonReading;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import io.hypertile.schema.json.AttributesJson;
import io.hypertile.schema.json.KeyRule;
import io.hypertile.schema.json.SchemaJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/**
 * Fills an empty storage with four sample collections: {@code demo_weather}, a week of hourly
 * weather, {@code demo_terrain}, a virtual array of heights, {@code demo_floats}, datasets with
 * profiles, and {@code demo_tracks}, a partitioned collection of measurements along tracks, and
 * {@code demo_corrections}, a view of it. A storage with any other collection is left as it is;
 * samples that are there stay, and missing ones are made.
 */
public final class Demo {
  private static final String WEATHER = "demo_weather";
  private static final String TERRAIN = "demo_terrain";
  private static final String FLOATS = "demo_floats";
  private static final String TRACKS = "demo_tracks";
  private static final String CORRECTIONS = "demo_corrections";
  private static final Set<String> NAMES = Set.of(WEATHER, TERRAIN, FLOATS, TRACKS, CORRECTIONS);
  private static final int DAYS = 7;

  private final CollectionService collections;
  private final ArrayService arrays;
  private final DatasetService datasets;
  private final PartitionService partitions;
  private final KeyRule keys;

  /**
   * Samples for the storage of these services.
   *
   * @param keys rule for the keys of arrays
   */
  public Demo(
      CollectionService collections,
      ArrayService arrays,
      DatasetService datasets,
      PartitionService partitions,
      KeyRule keys) {
    this.datasets = datasets;
    this.partitions = partitions;
    this.collections = collections;
    this.arrays = arrays;
    this.keys = keys;
  }

  /**
   * Makes what is missing of the samples.
   *
   * @return whether the storage is one for samples: it has no other collections
   */
  public boolean fill() {
    boolean foreign =
        !collections.list(null, 1, name -> !NAMES.contains(name.text())).items().isEmpty();
    if (foreign) {
      return false;
    }
    Collection weather = collection(WEATHER);
    Shape shape = weather.arrays().shape();
    for (int day = 0; day < DAYS; day++) {
      String text =
          """
          {"primary_attributes": {"dt": "2024-06-0%dT00:00:00Z"},
           "custom_attributes": {"note": "made up, not measured"}}\
          """
              .formatted(day + 1);
      fill(weather, text, DemoCells.weather(shape, day));
    }
    Collection terrain = collection(TERRAIN);
    fill(
        terrain,
        "{\"primary_attributes\": {\"planet\": \"nowhere\"}}",
        DemoCells.terrain(terrain.arrays().shape()));
    DemoFloats.fill(datasets.of(collection(FLOATS)));
    Collection tracks = collection(TRACKS);
    DemoTracks.fill(partitions.of(tracks).partitions());
    DemoTracks.index(partitions.indexes(), tracks);
    collection(CORRECTIONS);
    DemoTracks.correct(partitions.requireView(new CollectionName(CORRECTIONS)));
    return true;
  }

  private Collection collection(String name) {
    return collections
        .find(new CollectionName(name))
        .orElseGet(() -> {
          Collection made = SchemaJson.parse(JsonReading.parse(resource(name)));
          return collections.create(partitions.prepared(made));
        });
  }

  private void fill(Collection collection, String document, CellSource cells) {
    ArrayHeader header =
        AttributesJson.parseNew(
            collection.arrays(),
            JsonReading.parse(document.getBytes(StandardCharsets.UTF_8)),
            keys);
    CreationResult result = arrays.createAll(collection, List.of(header)).getFirst();
    if (result instanceof CreationResult.Created) {
      Region whole = Region.whole(collection.arrays().shape());
      try (CellArray array = arrays.cells(collection, new ArrayAddress.ById(header.id()))) {
        array.write(whole, cells, Precondition.NONE);
      }
    }
  }

  private static byte[] resource(String name) {
    try (InputStream in = Demo.class.getResourceAsStream("/demo/" + name + ".json")) {
      if (in == null) {
        throw new IllegalStateException("no document of " + name);
      }
      return in.readAllBytes();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
