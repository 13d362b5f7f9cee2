package io.hypertile.dataset.coordinates;

import io.hypertile.array.ArraySpec;
import io.hypertile.array.Axis;
import io.hypertile.array.CellArray;
import io.hypertile.array.axis.CoordinateReading;
import io.hypertile.coordinate.CoordinateCache;
import io.hypertile.coordinate.CoordinateValues;
import io.hypertile.coordinate.Coordinates;
import io.hypertile.dataset.ArrayDefinition;
import io.hypertile.dataset.ArrayName;
import io.hypertile.dataset.Dataset;
import io.hypertile.dataset.DatasetArray;
import io.hypertile.dataset.DatasetName;
import io.hypertile.dataset.Datasets;
import io.hypertile.dataset.DatasetsState;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.text.Quoting;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Gives axes of arrays the coordinates that a dataset has.
 *
 * @param datasets the collection
 * @param owner stands for it in the cache
 * @param cache coordinates that were read
 */
record AxisBinding(Datasets datasets, String owner, CoordinateCache cache) {
  /**
   * The form of an array with the coordinates of its axes; the same one if there are none.
   *
   * @param share the state that the dataset was found in; read from while it is held
   */
  ArraySpec bind(ArraySpec spec, Dataset dataset, HeldState.Share share) {
    List<Axis> axes = new ArrayList<>();
    for (Axis axis : spec.axes()) {
      Optional<CoordinateArrays.Found> found =
          axis instanceof Axis.Plain
              ? CoordinateArrays.find(dataset, axis.name())
              : Optional.empty();
      axes.add(found.map(array -> listed(axis, dataset, array, share)).orElse(axis));
    }
    return axes.equals(spec.axes()) ? spec : new ArraySpec(spec.dtype(), spec.fill(), axes);
  }

  private Axis listed(
      Axis axis, Dataset dataset, CoordinateArrays.Found found, HeldState.Share share) {
    String version = version(dataset.name(), found.array(), axis);
    CoordinateCache.Key key = new CoordinateCache.Key(owner, version);
    return new Axis.Listed(
        axis.name(),
        axis.size(),
        new Coordinates(
            found.about(),
            version,
            () -> {
              requireFit(axis, found.array().definition());
              return cache.get(key, () -> read(axis, dataset.name(), found, share));
            }));
  }

  /** A text that stands for an array, its state and the positions; no name has a NUL. */
  private static String version(DatasetName dataset, DatasetArray array, Axis axis) {
    return String.join(
        "\0",
        dataset.text(),
        array.definition().name().text(),
        array.version().text(),
        Long.toString(axis.size()));
  }

  /** Checks that each position has a coordinate: an array may have grown before it. */
  private static void requireFit(Axis axis, ArrayDefinition coordinates) {
    long count = coordinates.shape().length(0);
    if (count < axis.size()) {
      throw new ServiceException(
          ErrorCode.SHAPE_MISMATCH,
          "Dimension %s has %d positions and its coordinates, the array %s, only %d; let that array grow, or take positions, as in isel.%s=0, without coordinates."
              .formatted(
                  Quoting.quoted(axis.name()),
                  axis.size(),
                  Quoting.quoted(coordinates.name().text()),
                  count,
                  axis.name()),
          Map.of("dimension", axis.name()),
          null);
    }
  }

  private CoordinateValues read(
      Axis axis, DatasetName dataset, CoordinateArrays.Found found, HeldState.Share share) {
    CoordinateReading reading =
        new CoordinateReading(found.form(), axis.name(), axis.size(), cache.mostOfOne());
    ArrayName name = found.array().definition().name();
    Optional<HeldState.Share> held = share.share();
    if (held.isPresent()) {
      try (HeldState.Share own = held.get();
          CellArray array = own.state().array(dataset, name)) {
        return reading.read(array);
      }
    }
    try (DatasetsState present = datasets.open()) {
      if (!isAsFound(present, dataset, found.array())) {
        throw changed();
      }
      try (CellArray array = present.array(dataset, name)) {
        return reading.read(array);
      }
    }
  }

  /** The failure of a request whose coordinates changed before they were read. */
  static ServiceException changed() {
    return new ServiceException(
        ErrorCode.LOCKED,
        "The coordinates of the array changed while it was being read; try again.",
        Map.of(),
        null);
  }

  /** Whether an array is in a state as it was found before. */
  static boolean isAsFound(DatasetsState present, DatasetName dataset, DatasetArray found) {
    return present
        .find(dataset)
        .flatMap(now -> now.find(found.definition().name()))
        .filter(now -> now.version().equals(found.version()))
        .isPresent();
  }

  /** Whether the coordinates of an array's axes are now those that it was found with. */
  boolean isSame(ArraySpec bound, DatasetName dataset) {
    try (DatasetsState present = datasets.open()) {
      Optional<Dataset> now = present.find(dataset);
      return now.isPresent() && bound.axes().stream().allMatch(axis -> isSame(axis, now.get()));
    }
  }

  private static boolean isSame(Axis axis, Dataset now) {
    return !(axis instanceof Axis.Listed listed)
        || CoordinateArrays.find(now, axis.name())
            .filter(found ->
                listed.coordinates().version().equals(version(now.name(), found.array(), axis)))
            .isPresent();
  }
}
