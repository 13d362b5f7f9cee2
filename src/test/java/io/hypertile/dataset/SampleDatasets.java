package io.hypertile.dataset;

import io.hypertile.array.Version;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Datasets that tests are made of, which nothing keeps. */
public final class SampleDatasets {
  private final DatasetName name;
  private final Map<String, TypedValue> attributes = new LinkedHashMap<>();
  private final List<DatasetArray> arrays = new ArrayList<>();

  private SampleDatasets(String name) {
    this.name = new DatasetName(name);
  }

  /** A dataset without anything. */
  public static SampleDatasets named(String name) {
    return new SampleDatasets(name);
  }

  /** Adds an attribute. */
  public SampleDatasets with(String attribute, TypedValue value) {
    attributes.put(attribute, value);
    return this;
  }

  /** Adds an array of one axis. */
  public SampleDatasets with(String array, CellType type, ArrayStatistics statistics) {
    Shape shape = Shape.of(statistics.rowCount());
    arrays.add(
        new DatasetArray(
            definition(array, type, List.of("x"), shape), statistics, new Version("1")));
    return this;
  }

  /** The dataset. */
  public Dataset dataset() {
    return new Dataset(name, -1, new TypedAttributes(attributes), arrays, new Version("1"));
  }

  /** An array without a fill value, in one chunk. */
  public static ArrayDefinition definition(
      String name, CellType type, List<String> dimensions, Shape shape) {
    long[] chunks = shape.toArray();
    for (int axis = 0; axis < chunks.length; axis++) {
      chunks[axis] = Math.max(1, chunks[axis]);
    }
    return new ArrayDefinition(
        new ArrayName(name),
        type,
        dimensions,
        shape,
        Shape.of(chunks),
        Optional.empty(),
        Optional.empty(),
        TypedAttributes.NONE);
  }
}
