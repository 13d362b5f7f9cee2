package io.hypertile.schema;

import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.Shape;
import java.util.List;
import java.util.Optional;

/** Properties that all arrays of a collection share. */
public sealed interface ArraysSchema extends CollectionSchema {
  /** Type of the cells. */
  DType dtype();

  /** Value of cells that were never written. */
  FillValue fillValue();

  /** The axes, outermost first; at least one. */
  List<Dimension> dimensions();

  /** All attributes, primary and custom, in the order they were declared. */
  List<AttributeSchema> attributes();

  /** Shape of an array. */
  default Shape shape() {
    return Shape.of(dimensions().stream().mapToLong(Dimension::size).toArray());
  }

  /** The primary attributes in order. */
  default List<AttributeSchema> primaryAttributes() {
    return attributes().stream().filter(AttributeSchema::primary).toList();
  }

  /** The custom attributes in order. */
  default List<AttributeSchema> customAttributes() {
    return attributes().stream().filter(attribute -> !attribute.primary()).toList();
  }

  /** The attribute of the name. */
  default Optional<AttributeSchema> findAttribute(String name) {
    return attributes().stream().filter(attribute -> attribute.name().equals(name)).findFirst();
  }

  /** A collection whose arrays are one file each. */
  record ArraySchema(
      DType dtype,
      FillValue fillValue,
      List<Dimension> dimensions,
      List<AttributeSchema> attributes)
      implements ArraysSchema {}

  /** A collection whose arrays are tiled: each tile is a file of its own, absent until written. */
  record VArraySchema(
      DType dtype,
      FillValue fillValue,
      List<Dimension> dimensions,
      List<AttributeSchema> attributes,
      TileGrid grid)
      implements ArraysSchema {}
}
