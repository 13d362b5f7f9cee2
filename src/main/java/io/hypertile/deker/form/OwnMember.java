package io.hypertile.deker.form;

import io.hypertile.json.JsonCursor;
import io.hypertile.schema.ArraysSchema;
import io.hypertile.schema.ArraysSchema.ArraySchema;
import io.hypertile.schema.ArraysSchema.VArraySchema;
import io.hypertile.schema.Dimension;
import io.hypertile.schema.Dimension.Scaled;
import io.hypertile.schema.json.ScaleJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The member of a document that Deker passes over, with what its own members have no place for:
 * periods of scales by dimension. Documents without any of it have no such member, and are byte for
 * byte Deker's (deker-layout.md, "Collection documents").
 */
final class OwnMember {
  private static final String NAME = "hypertile";
  private static final String PERIODS = "periods";

  private OwnMember() {}

  /** Writes the member where the schema needs it. */
  static void write(PythonJson json, ArraysSchema schema) {
    List<Scaled> periodic =
        schema.dimensions().stream()
            .filter(Scaled.class::isInstance)
            .map(Scaled.class::cast)
            .filter(dimension -> dimension.scale().period().isPresent())
            .toList();
    if (periodic.isEmpty()) {
      return;
    }
    json.key(NAME).open('{').key(PERIODS).open('{');
    for (Scaled dimension : periodic) {
      json.key(dimension.name()).number(dimension.scale().period().getAsDouble());
    }
    json.close('}').close('}');
  }

  /**
   * Reads the member into a schema that was read from Deker's own; what else it has, as a later
   * server may have written it, is passed over.
   *
   * @throws io.hypertile.error.ServiceException with a JSON {@code pointer} if a period does not
   *     fit
   */
  static ArraysSchema read(JsonCursor document, ArraysSchema schema) {
    Optional<JsonCursor> periods =
        document
            .findGiven(NAME)
            .filter(own -> own.node().isObject())
            .flatMap(own -> own.findGiven(PERIODS))
            .filter(all -> all.node().isObject());
    return periods.map(all -> with(all, schema)).orElse(schema);
  }

  private static ArraysSchema with(JsonCursor periods, ArraysSchema schema) {
    List<Dimension> dimensions = new ArrayList<>();
    for (Dimension dimension : schema.dimensions()) {
      Optional<JsonCursor> period = periods.findGiven(dimension.name());
      dimensions.add(
          dimension instanceof Scaled scaled && period.isPresent()
              ? new Scaled(
                  scaled.name(),
                  scaled.size(),
                  ScaleJson.withPeriod(scaled.scale(), scaled.size(), period.get()))
              : dimension);
    }
    return switch (schema) {
      case ArraySchema plain ->
          new ArraySchema(
              plain.dtype(), plain.fillValue(), List.copyOf(dimensions), plain.attributes());
      case VArraySchema tiled ->
          new VArraySchema(
              tiled.dtype(),
              tiled.fillValue(),
              List.copyOf(dimensions),
              tiled.attributes(),
              tiled.grid());
    };
  }
}
