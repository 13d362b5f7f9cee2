package io.hypertile.engine;

import io.hypertile.array.ArraySpec;
import io.hypertile.array.Axis;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArraysSchema;
import io.hypertile.schema.AttributeValue.TimeValue;
import io.hypertile.schema.Dimension;
import java.util.List;
import java.util.function.Function;

/**
 * Forms of the arrays of a collection: the schema's dimensions, bound to what an array's attributes
 * say of them.
 */
public final class ArraySpecs {
  private ArraySpecs() {}

  /**
   * The form of an array.
   *
   * @param header the array's attributes, which may hold the start of time axes; where one is
   *     missing, the axis has none (deker-rules.md 95 and 131)
   */
  public static ArraySpec of(ArraysSchema schema, ArrayHeader header) {
    return new ArraySpec(
        schema.dtype(), schema.fillValue(), axes(schema, attribute -> start(header, attribute)));
  }

  /**
   * The axes as far as they are the same for all arrays of a schema: those that begin with an
   * attribute of each array have no start.
   */
  public static List<Axis> axes(ArraysSchema schema) {
    return axes(
        schema,
        attribute ->
            new Axis.Start.Missing(
                "Each array has its own start, in attribute " + attribute + "."));
  }

  private static Axis.Start start(ArrayHeader header, String attribute) {
    return header.find(attribute).orElse(null) instanceof TimeValue time
        ? new Axis.Start.At(time.value())
        : new Axis.Start.Missing(
            "Array " + header.id() + " has no time in attribute " + attribute + ".");
  }

  private static List<Axis> axes(
      ArraysSchema schema, Function<String, Axis.Start> startOfAttribute) {
    return schema.dimensions().stream().map(each -> axis(each, startOfAttribute)).toList();
  }

  private static Axis axis(Dimension dimension, Function<String, Axis.Start> startOfAttribute) {
    return switch (dimension) {
      case Dimension.Plain plain -> new Axis.Plain(plain.name(), plain.size());
      case Dimension.Scaled scaled -> new Axis.Scaled(scaled.name(), scaled.size(), scaled.scale());
      case Dimension.Labelled labelled ->
          new Axis.Labelled(labelled.name(), labelled.size(), labelled.labels());
      case Dimension.Time time ->
          new Axis.Time(
              time.name(),
              time.size(),
              switch (time.start()) {
                case Dimension.TimeStart.Fixed fixed -> new Axis.Start.At(fixed.time());
                case Dimension.TimeStart.OfAttribute held ->
                    startOfAttribute.apply(held.attribute());
              },
              time.step());
    };
  }
}
