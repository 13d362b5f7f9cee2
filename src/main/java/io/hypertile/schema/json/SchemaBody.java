package io.hypertile.schema.json;

import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.Shape;
import io.hypertile.schema.AttributeSchema;
import io.hypertile.schema.CollectionSchema;
import io.hypertile.schema.CollectionSchema.ArraySchema;
import io.hypertile.schema.CollectionSchema.VArraySchema;
import io.hypertile.schema.Dimension;
import io.hypertile.schema.TileGrid;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The members that both forms of a collection document have in common. */
final class SchemaBody {
  static final List<String> MEMBERS =
      List.of("dimensions", "dtype", "attributes", "fill_value", "vgrid", "arrays_shape");

  private SchemaBody() {}

  static CollectionSchema parse(JsonCursor at, boolean virtual, boolean deker) {
    DType dtype = DTypeNames.require(at.require("dtype", "the name of a dtype"));
    JsonCursor list = at.require("dimensions", "a list of at least one dimension");
    List<Dimension> dimensions = dimensions(list, deker);
    Shape shape = Shape.of(dimensions.stream().map(Dimension::size).toList());
    SchemaRules.checkSize(list, shape, dtype);
    List<AttributeSchema> attributes = AttributeSchemaJson.parse(at.findGiven("attributes"), deker);
    SchemaRules.checkStarts(list, dimensions, attributes);
    FillValue fill = FillValueJson.parse(at.findGiven("fill_value"), dtype);
    if (virtual) {
      return new VArraySchema(dtype, fill, dimensions, attributes, grid(at, shape));
    }
    for (String member : List.of("vgrid", "arrays_shape")) {
      Optional<JsonCursor> given = at.findGiven(member);
      if (given.isPresent()) {
        throw given
            .get()
            .fault(
                "%s belongs to a varray; leave it out, or make the collection a varray."
                    .formatted(given.get().subject()));
      }
    }
    return new ArraySchema(dtype, fill, dimensions, attributes);
  }

  private static List<Dimension> dimensions(JsonCursor list, boolean deker) {
    list.requireList("a list of at least one dimension");
    if (list.size() == 0) {
      throw list.wrong("a list of at least one dimension");
    }
    if (list.size() > SchemaLimits.DIMENSIONS) {
      throw list.fault(
          "%s has %d dimensions; %d is the limit."
              .formatted(list.subject(), list.size(), SchemaLimits.DIMENSIONS),
          Map.of("limit", SchemaLimits.DIMENSIONS, "requested", list.size()));
    }
    List<Dimension> dimensions = new ArrayList<>();
    for (int index = 0; index < list.size(); index++) {
      dimensions.add(DimensionJson.parse(list.item(index), deker));
    }
    SchemaRules.checkDimensions(list, dimensions);
    return List.copyOf(dimensions);
  }

  private static TileGrid grid(JsonCursor at, Shape shape) {
    Optional<JsonCursor> grid = at.findGiven("vgrid");
    Optional<JsonCursor> tile = at.findGiven("arrays_shape");
    Optional<TileGrid> byCounts = grid.map(given -> new TileGrid(divisors(given, shape)));
    Optional<TileGrid> byTile =
        tile.map(given -> new TileGrid(new TileGrid(divisors(given, shape)).tileShape(shape)));
    if (byCounts.isPresent() && byTile.isPresent() && !byCounts.equals(byTile)) {
      throw tile.get()
          .fault(
              "vgrid and arrays_shape contradict each other; give one of them, since each follows"
                  + " from the other.");
    }
    if (byCounts.isPresent() || byTile.isPresent()) {
      return byCounts.or(() -> byTile).orElseThrow();
    }
    throw at.fault(
        "A varray needs one of vgrid, the number of tiles along each dimension,"
            + " and arrays_shape, the shape of a tile.");
  }

  private static Shape divisors(JsonCursor at, Shape shape) {
    String accepted = "a list of %d integers, one for each dimension".formatted(shape.rank());
    at.requireList(accepted);
    if (at.size() != shape.rank()) {
      throw at.fault(
          "%s must be %s, not of %d.".formatted(at.subject(), accepted, at.size()),
          Map.of("expected", shape.rank(), "found", at.size()));
    }
    long[] counts = new long[shape.rank()];
    for (int axis = 0; axis < counts.length; axis++) {
      JsonCursor item = at.item(axis);
      counts[axis] = item.requireLong(1, Long.MAX_VALUE);
      if (shape.length(axis) % counts[axis] != 0) {
        throw item.fault(
            "%s is %d, which does not divide the dimension's size %d."
                .formatted(item.subject(), counts[axis], shape.length(axis)),
            Map.of("size", shape.length(axis)));
      }
    }
    return Shape.of(counts);
  }

  /** Shape of the files of a collection: an array's, or a tile's. */
  static Shape fileShape(CollectionSchema schema) {
    return switch (schema) {
      case ArraySchema array -> array.shape();
      case VArraySchema virtual -> virtual.grid().tileShape(virtual.shape());
    };
  }
}
