package io.hypertile.schema.json;

import io.hypertile.json.JsonCursor;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.Shape;
import io.hypertile.schema.ArraysSchema;
import io.hypertile.schema.ArraysSchema.ArraySchema;
import io.hypertile.schema.ArraysSchema.VArraySchema;
import io.hypertile.schema.AttributeSchema;
import io.hypertile.schema.Dimension;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The members that all forms of documents of collections of arrays have in common. */
public final class SchemaBody {
  /** The members. */
  public static final List<String> MEMBERS =
      List.of("dimensions", "dtype", "attributes", "fill_value", "vgrid", "arrays_shape");

  private SchemaBody() {}

  /**
   * Reads what arrays of a collection have in common.
   *
   * @throws io.hypertile.error.ServiceException with a JSON {@code pointer} to the member at fault
   */
  public static ArraysSchema parse(JsonCursor at, ArraysKind kind, Completeness completeness) {
    DType dtype = DTypeNames.require(at.require("dtype", "the name of a dtype"));
    JsonCursor list = at.require("dimensions", "a list of at least one dimension");
    List<Dimension> dimensions = dimensions(list, completeness);
    Shape shape = Shape.of(dimensions.stream().map(Dimension::size).toList());
    SchemaRules.checkSize(list, shape, dtype);
    List<AttributeSchema> attributes =
        AttributeSchemaJson.parse(at.findGiven("attributes"), completeness);
    SchemaRules.checkStarts(list, dimensions, attributes);
    FillValue fill = FillValueJson.parse(at.findGiven("fill_value"), dtype);
    return kind.complete(at, new ArraySchema(dtype, fill, dimensions, attributes));
  }

  private static List<Dimension> dimensions(JsonCursor list, Completeness completeness) {
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
      dimensions.add(DimensionJson.parse(list.item(index), completeness));
    }
    SchemaRules.checkDimensions(list, dimensions);
    return List.copyOf(dimensions);
  }

  /** Shape of the files of a collection: an array's, or a tile's. */
  static Shape fileShape(ArraysSchema schema) {
    return switch (schema) {
      case ArraySchema array -> array.shape();
      case VArraySchema virtual -> virtual.grid().tileShape(virtual.shape());
    };
  }
}
