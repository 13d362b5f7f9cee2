package io.hypertile.deker.store;

import io.hypertile.DekerFixtures;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** One array or tile of a fixture storage with what it must hold. */
public record Fixture(String collection, JsonNode array, DType dtype, Shape shape) {
  /** A subset of unit steps whose hash is known. */
  record Subset(String text, Region region, String sha256) {}

  /** All array files of a storage: plain arrays and tiles. */
  public static List<Fixture> all(String storage) throws IOException {
    return all(storage, true);
  }

  /** All arrays of a storage, plain and virtual. */
  static List<Fixture> allWhole(String storage) throws IOException {
    return all(storage, false);
  }

  private static List<Fixture> all(String storage, boolean tiles) throws IOException {
    List<Fixture> fixtures = new ArrayList<>();
    for (JsonNode collection : DekerFixtures.expected(storage).get("collections")) {
      DType dtype = dtype(collection.get("dtype").asString());
      long[] shape = longs(collection.get("shape"));
      boolean isVirtual = tiles && collection.get("type").asString().equals("varray");
      if (isVirtual) {
        long[] grid = longs(collection.get("vgrid"));
        for (int axis = 0; axis < shape.length; axis++) {
          shape[axis] /= grid[axis];
        }
      }
      String name = collection.get("name").asString();
      for (JsonNode array : collection.get(isVirtual ? "tiles" : "arrays")) {
        fixtures.add(new Fixture(name, array, dtype, Shape.of(shape)));
      }
    }
    return fixtures;
  }

  public String file() {
    return array.get("file").asString();
  }

  /** Subsets that need no knowledge of names: integers and slices of unit step. */
  List<Subset> subsets() {
    List<Subset> subsets = new ArrayList<>();
    JsonNode listed = array.get("subsets");
    if (listed == null) {
      return subsets;
    }
    for (JsonNode subset : listed) {
      if (subset.has("sha256") && !subset.get("sha256").isNull()) {
        region(subset.get("items"))
            .ifPresent(region ->
                subsets.add(
                    new Subset(
                        subset.get("deker").asString(), region, subset.get("sha256").asString())));
      }
    }
    return subsets;
  }

  private Optional<Region> region(JsonNode items) {
    long[] start = new long[shape.rank()];
    long[] stop = shape.toArray();
    int axis = 0;
    for (JsonNode item : items) {
      if (item.has("index") && item.get("index").isIntegralNumber()) {
        long at = item.get("index").asLong();
        start[axis] = at < 0 ? at + shape.length(axis) : at;
        stop[axis] = start[axis] + 1;
      } else if (item.has("slice") && isPlain(item.get("slice"))) {
        JsonNode bounds = item.get("slice");
        start[axis] = bound(bounds.get(0), 0, shape.length(axis));
        stop[axis] = bound(bounds.get(1), shape.length(axis), shape.length(axis));
      } else {
        return Optional.empty();
      }
      axis++;
    }
    return Optional.of(Region.of(start, stop));
  }

  private static boolean isPlain(JsonNode slice) {
    for (JsonNode bound : slice) {
      if (!bound.isNull() && !bound.isIntegralNumber()) {
        return false;
      }
    }
    return slice.size() < 3 || slice.get(2).isNull() || slice.get(2).asLong() == 1;
  }

  private static long bound(JsonNode bound, long missing, long length) {
    if (bound.isNull()) {
      return missing;
    }
    long value = bound.asLong();
    return Math.clamp(value < 0 ? value + length : value, 0, length);
  }

  private static long[] longs(JsonNode list) {
    long[] values = new long[list.size()];
    Arrays.setAll(values, i -> list.get(i).asLong());
    return values;
  }

  private static DType dtype(String descr) {
    return Arrays.stream(DType.values())
        .filter(dtype -> dtype.descr().equals(descr))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(descr));
  }

  @Override
  public String toString() {
    return collection + " " + array.get("id").asString();
  }
}
