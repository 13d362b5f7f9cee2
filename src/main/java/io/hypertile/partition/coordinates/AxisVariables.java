package io.hypertile.partition.coordinates;

import io.hypertile.array.ArraySpec;
import io.hypertile.array.Axis;
import io.hypertile.array.CellArray;
import io.hypertile.array.axis.CoordinateReading;
import io.hypertile.coordinate.CoordinateCache;
import io.hypertile.coordinate.CoordinateForm;
import io.hypertile.coordinate.Coordinates;
import io.hypertile.partition.PartitionKey;
import io.hypertile.partition.PartitionsState;
import io.hypertile.partition.schema.GroupSchema.Placed;
import io.hypertile.partition.schema.PartitionedForm;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Finds the variable with the coordinates of an axis: the one of one axis that bears the axis' own
 * name, as in xarray, else the first of one axis whose attribute {@code axis_of} names it; in the
 * group of the variable, or in the nearest one above.
 */
final class AxisVariables {
  private final Map<String, Placed> variables;
  private final String axis;
  private final String owner;
  private final CoordinateCache cache;

  /**
   * Variables of a collection.
   *
   * @param owner stands for the collection in the cache
   * @param cache coordinates that were read
   */
  AxisVariables(PartitionedForm form, String owner, CoordinateCache cache) {
    this.variables = form.root().byPath();
    this.axis = form.axis();
    this.owner = owner;
    this.cache = cache;
  }

  /** A variable with coordinates, and what its cells mean as such. */
  private record Found(Placed placed, CoordinateForm form) {}

  /**
   * A variable with the coordinates of its axes.
   *
   * @param path of the variable
   * @param cells its cells, which the result takes over
   * @param share the state, which the result takes over
   * @param keys the partitions that it is of
   */
  CellArray bind(String path, CellArray cells, PartitionsState share, List<PartitionKey> keys) {
    Placed placed = variables.get(path);
    List<Axis> axes = new ArrayList<>();
    ArraySpec spec = cells.spec();
    for (int i = 0; i < spec.axes().size(); i++) {
      Axis own = spec.axes().get(i);
      int at = i;
      Optional<Found> found =
          placed == null || !(own instanceof Axis.Plain) || i >= placed.dimensions().size()
              ? Optional.empty()
              : find(placed, at);
      axes.add(found.map(each -> listed(own, each, share, keys)).orElse(own));
    }
    Optional<String> units =
        Optional.ofNullable(placed).flatMap(each -> text(each.variable().attributes(), "units"));
    return new BoundVariable(cells, new ArraySpec(spec.dtype(), spec.fill(), axes), units, share);
  }

  private Optional<Found> find(Placed placed, int at) {
    String name = placed.dimensions().get(at).name();
    String group = placed.path().substring(0, placed.path().lastIndexOf('/') + 1);
    while (true) {
      Optional<Found> found = in(group, name, placed, at);
      if (found.isPresent() || group.isEmpty()) {
        return found;
      }
      group = group.substring(0, group.lastIndexOf('/', group.length() - 2) + 1);
    }
  }

  private Optional<Found> in(String group, String name, Placed placed, int at) {
    @Nullable Placed found = variables.get(group + name);
    if (found == null || !isAlong(found, placed, at)) {
      found =
          variables.values().stream()
              .filter(each -> each.path().equals(group + each.variable().name()))
              .filter(each -> isAlong(each, placed, at))
              .filter(each ->
                  text(each.variable().attributes(), "axis_of").filter(name::equals).isPresent())
              .findFirst()
              .orElse(null);
    }
    return Optional.ofNullable(found).flatMap(AxisVariables::form);
  }

  /** Whether a variable is along one axis of another, and along nothing else. */
  private static boolean isAlong(Placed found, Placed placed, int at) {
    return found.dimensions().equals(List.of(placed.dimensions().get(at)));
  }

  private static Optional<Found> form(Placed placed) {
    ObjectNode attributes = placed.variable().attributes();
    return CoordinateForm.of(
            placed.variable().dtype(),
            text(attributes, "units").orElse(null),
            text(attributes, "calendar").orElse(null))
        .map(form -> new Found(placed, form));
  }

  private static Optional<String> text(ObjectNode attributes, String name) {
    return Optional.of(attributes.path(name)).filter(JsonNode::isString).map(JsonNode::asString);
  }

  private Axis listed(Axis own, Found found, PartitionsState share, List<PartitionKey> keys) {
    String path = found.placed().path();
    String version = String.join("\0", path, version(found, share, keys), "" + own.size());
    CoordinateCache.Key key = new CoordinateCache.Key(owner, version);
    Coordinates coordinates =
        new Coordinates(
            about(found),
            version,
            () ->
                cache.get(
                    key,
                    () -> {
                      CoordinateReading reading =
                          new CoordinateReading(
                              found.form(), own.name(), own.size(), cache.mostOfOne());
                      try (CellArray array = share.variable(path, keys)) {
                        return reading.read(array);
                      }
                    }));
    boolean isOfRows = own.name().equals(axis);
    return new Axis.Listed(own.name(), own.size(), isOfRows ? coordinates.ofRows() : coordinates);
  }

  /** A text that stands for the cells of a variable. */
  private String version(Found found, PartitionsState share, List<PartitionKey> keys) {
    if (!found.placed().variable().isImmutable(axis)) {
      return share.version(keys).text();
    }
    try (CellArray array = share.variable(found.placed().path(), keys)) {
      return array.version().text();
    }
  }

  private static Coordinates.About about(Found found) {
    ObjectNode attributes = found.placed().variable().attributes();
    Map<String, String> texts = new LinkedHashMap<>();
    for (String name : attributes.propertyNames()) {
      text(attributes, name).ifPresent(text -> texts.put(name, text));
    }
    double period = attributes.path("period").asDouble(0);
    return new Coordinates.About(
        found.placed().variable().name(),
        found.form().kind(),
        texts,
        period > 0 && Double.isFinite(period) ? OptionalDouble.of(period) : OptionalDouble.empty());
  }
}
