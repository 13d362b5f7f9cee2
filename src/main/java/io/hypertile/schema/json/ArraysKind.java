package io.hypertile.schema.json;

import io.hypertile.json.JsonCursor;
import io.hypertile.ndarray.Shape;
import io.hypertile.schema.ArraysSchema;
import io.hypertile.schema.ArraysSchema.ArraySchema;
import io.hypertile.schema.ArraysSchema.VArraySchema;
import io.hypertile.schema.TileGrid;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Kinds of collections of arrays by their names in documents, with the members of each alone. */
public enum ArraysKind {
  /** Arrays that are one file each. */
  ARRAY("array") {
    @Override
    ArraysSchema complete(JsonCursor at, ArraySchema common) {
      for (String member : List.of(GRID, TILE)) {
        Optional<JsonCursor> given = at.findGiven(member);
        if (given.isPresent()) {
          throw given
              .get()
              .fault(
                  "%s belongs to a varray; leave it out, or make the collection a varray."
                      .formatted(given.get().subject()));
        }
      }
      return common;
    }
  },

  /** Arrays that are tiled. */
  VARRAY("varray") {
    @Override
    ArraysSchema complete(JsonCursor at, ArraySchema common) {
      return new VArraySchema(
          common.dtype(),
          common.fillValue(),
          common.dimensions(),
          common.attributes(),
          grid(at, common.shape()));
    }
  };

  /** Number of tiles along each axis. */
  static final String GRID = "vgrid";

  /** Shape of a tile. */
  static final String TILE = "arrays_shape";

  private static final String ACCEPTED =
      Arrays.stream(values())
          .map(kind -> '"' + kind.text + '"')
          .collect(Collectors.joining(" or "));

  private final String text;

  ArraysKind(String text) {
    this.text = text;
  }

  /** The name in documents. */
  public String text() {
    return text;
  }

  /** The kind of a schema. */
  public static ArraysKind of(ArraysSchema schema) {
    return switch (schema) {
      case ArraySchema _ -> ARRAY;
      case VArraySchema _ -> VARRAY;
    };
  }

  /**
   * The kind that a member names, which must be there.
   *
   * @throws io.hypertile.error.ServiceException with a JSON {@code pointer} to the member
   */
  public static ArraysKind require(JsonCursor at, String member) {
    JsonCursor name = at.require(member, ACCEPTED);
    String text = name.node().isString() ? name.node().stringValue() : "";
    return Arrays.stream(values())
        .filter(kind -> kind.text.equals(text))
        .findFirst()
        .orElseThrow(() -> name.wrong(ACCEPTED));
  }

  /** The schema of this kind: the common members of all kinds, with those of this one. */
  abstract ArraysSchema complete(JsonCursor at, ArraySchema common);

  private static TileGrid grid(JsonCursor at, Shape shape) {
    Optional<JsonCursor> grid = at.findGiven(GRID);
    Optional<JsonCursor> tile = at.findGiven(TILE);
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
}
