package io.hypertile.collection.zarr;

import io.hypertile.dataset.ArrayDefinition;
import io.hypertile.dataset.json.TypedAttributesJson;
import io.hypertile.ndarray.CellTimeUnit;
import io.hypertile.ndarray.CellType;
import io.hypertile.zarr.ArrayDocument;
import io.hypertile.zarr.ArraySpecification;
import io.hypertile.zarr.ChunkKeys;
import io.hypertile.zarr.ZarrType;
import io.hypertile.zarr.view.MissingValue;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * Documents of arrays of datasets as the hierarchy shows them: the stored one, without what the
 * server notes, with the missing value as xarray reads it. Times, whose bytes are whole numbers,
 * are shown as those, with units by the CF conventions: some readers know no type of NumPy's.
 */
final class ShownDocument {
  private ShownDocument() {}

  /** The document that is shown; empty where stored chunks are not those that it would name. */
  static Optional<ArrayDocument> of(ArrayDocument own, ArrayDefinition definition) {
    boolean isPassed = own.format() == 3 && own.specification().keys().equals(ChunkKeys.USUAL);
    if (!isPassed) {
      return Optional.empty();
    }
    ObjectNode attributes = TypedAttributesJson.writePlain(definition.attributes());
    if (!attributes.has(MissingValue.NAME)) {
      definition
          .fill()
          .flatMap(MissingValue::ofDeclared)
          .ifPresent(value -> attributes.set(MissingValue.NAME, value));
    }
    return Optional.of(
        units(definition.dtype())
            .map(units -> asNumbers(own, attributes, units))
            .orElseGet(() -> own.withAttributes(attributes)));
  }

  private static Optional<String> units(CellType type) {
    return switch (type) {
      case CellType.TimePoint(CellTimeUnit unit, int steps) when steps == 1 && isCf(unit) ->
          Optional.of(name(unit) + " since 1970-01-01T00:00:00+00:00");
      case CellType.TimeSpan(CellTimeUnit unit, int steps) when steps == 1 && isCf(unit) ->
          Optional.of(name(unit));
      default -> Optional.empty();
    };
  }

  private static boolean isCf(CellTimeUnit unit) {
    return switch (unit) {
      case DAYS, HOURS, MINUTES, SECONDS, MILLISECONDS, MICROSECONDS, NANOSECONDS -> true;
      default -> false;
    };
  }

  private static String name(CellTimeUnit unit) {
    return unit.name().toLowerCase(Locale.ROOT);
  }

  private static ArrayDocument asNumbers(ArrayDocument own, ObjectNode attributes, String units) {
    ArraySpecification stored = own.specification();
    attributes.put("units", units);
    if (units.contains(" since ")) {
      attributes.put("calendar", "proleptic_gregorian");
    }
    attributes.put(MissingValue.NAME, Long.MIN_VALUE);
    return ArrayDocument.create(
        new ArraySpecification(
            stored.grid(), ZarrType.Basic.INT64, stored.fill(), stored.keys(), stored.codecs()),
        own.dimensionNames(),
        attributes);
  }
}
