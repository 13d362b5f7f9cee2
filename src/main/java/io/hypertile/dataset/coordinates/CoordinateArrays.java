package io.hypertile.dataset.coordinates;

import io.hypertile.coordinate.CoordinateForm;
import io.hypertile.coordinate.Coordinates;
import io.hypertile.dataset.ArrayDefinition;
import io.hypertile.dataset.Dataset;
import io.hypertile.dataset.DatasetArray;
import io.hypertile.dataset.TypedAttributes;
import io.hypertile.dataset.TypedValue;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Finds the array with the coordinates of an axis: the one of one axis that bears the axis' own
 * name, as in xarray, else the first of one axis whose attribute {@code axis_of} names it.
 */
final class CoordinateArrays {
  private static final String AXIS_OF = "axis_of";
  private static final String PERIOD = "period";

  private CoordinateArrays() {}

  /** An array with coordinates, and what its cells mean as such. */
  record Found(DatasetArray array, CoordinateForm form) {
    /** Facts about the coordinates that are known without reading them. */
    Coordinates.About about() {
      ArrayDefinition definition = array.definition();
      Map<String, String> texts = new LinkedHashMap<>();
      definition
          .attributes()
          .values()
          .forEach((name, value) -> {
            if (value instanceof TypedValue.Text(String text)) {
              texts.put(name, text);
            }
          });
      return new Coordinates.About(
          definition.name().text(), form.kind(), texts, period(definition.attributes()));
    }
  }

  /** The array with the coordinates of an axis; empty if there is none that can be looked up. */
  static Optional<Found> find(Dataset dataset, String axis) {
    @Nullable DatasetArray found = null;
    for (DatasetArray array : dataset.arrays()) {
      ArrayDefinition definition = array.definition();
      if (definition.shape().rank() != 1) {
        continue;
      }
      if (definition.name().text().equals(axis)
          && definition.dimensions().getFirst().equals(axis)) {
        return form(array);
      }
      if (found == null && isText(definition.attributes(), AXIS_OF, axis)) {
        found = array;
      }
    }
    return Optional.ofNullable(found).flatMap(CoordinateArrays::form);
  }

  private static Optional<Found> form(DatasetArray array) {
    TypedAttributes attributes = array.definition().attributes();
    return CoordinateForm.of(
            array.definition().dtype(), text(attributes, "units"), text(attributes, "calendar"))
        .map(form -> new Found(array, form));
  }

  private static boolean isText(TypedAttributes attributes, String name, String text) {
    return text.equals(text(attributes, name));
  }

  private static @Nullable String text(TypedAttributes attributes, String name) {
    return attributes.find(name).orElse(null) instanceof TypedValue.Text(String text) ? text : null;
  }

  private static OptionalDouble period(TypedAttributes attributes) {
    double period =
        switch (attributes.find(PERIOD).orElse(null)) {
          case TypedValue.Real real -> real.value();
          case TypedValue.Whole whole -> whole.value().doubleValue();
          case null, default -> 0;
        };
    return period > 0 && Double.isFinite(period)
        ? OptionalDouble.of(period)
        : OptionalDouble.empty();
  }
}
