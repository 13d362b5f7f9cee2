package io.hypertile.partition.imports;

import io.hypertile.dataset.TypedAttributes;
import io.hypertile.dataset.TypedValue;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Attributes by which the numbers of a file stand for others (CF conventions 1.11, section 8.1):
 * packed * scale + offset, but for those that stand for nothing.
 *
 * @param missing packed numbers that stand for nothing
 */
record Packing(double scale, double offset, List<Double> missing) {
  private static final String SCALE = "scale_factor";
  private static final String OFFSET = "add_offset";
  private static final List<String> MISSING = List.of("_FillValue", "missing_value");

  Packing {
    missing = List.copyOf(missing);
  }

  /** The packing of a variable of NetCDF; empty if its numbers stand for themselves. */
  static Optional<Packing> of(TypedAttributes attributes) {
    return read(name -> attributes.find(name).map(Packing::numbers));
  }

  /** The packing of a variable of Zarr; empty if its numbers stand for themselves. */
  static Optional<Packing> of(ObjectNode attributes) {
    return read(name -> Optional.ofNullable(attributes.get(name)).map(Packing::numbers));
  }

  /** Numbers of attributes by name; an empty list stands for an attribute that is no number. */
  private static Optional<Packing> read(Function<String, Optional<List<Double>>> attributes) {
    double scale = one(SCALE, attributes, 1);
    double offset = one(OFFSET, attributes, 0);
    if (scale == 1 && offset == 0) {
      return Optional.empty();
    }
    List<Double> missing =
        MISSING.stream()
            .flatMap(name -> attributes.apply(name).stream())
            .flatMap(List::stream)
            .toList();
    return Optional.of(new Packing(scale, offset, missing));
  }

  private static double one(
      String name, Function<String, Optional<List<Double>>> attributes, double usual) {
    Optional<List<Double>> found = attributes.apply(name);
    if (found.isEmpty()) {
      return usual;
    }
    List<Double> numbers = found.get();
    if (numbers.size() != 1 || !Double.isFinite(numbers.getFirst())) {
      throw new ServiceException(
          ErrorCode.VALUE_OUT_OF_RANGE,
          "The attribute %s of a variable of the body is no number; write the file unpacked, without it. Nothing was changed."
              .formatted(name),
          Map.of(),
          null);
    }
    return numbers.getFirst();
  }

  private static List<Double> numbers(TypedValue value) {
    return switch (value) {
      case TypedValue.Whole whole -> List.of(whole.value().doubleValue());
      case TypedValue.Real real -> List.of(real.value());
      case TypedValue.Items items ->
          items.values().stream().flatMap(item -> numbers(item).stream()).toList();
      case TypedValue.Truth _,
          TypedValue.Text _,
          TypedValue.Bytes _,
          TypedValue.Time _,
          TypedValue.Nested _ ->
          List.of();
    };
  }

  private static List<Double> numbers(JsonNode value) {
    return value.isArray()
        ? value.valueStream().flatMap(item -> numbers(item).stream()).toList()
        : value.isNumber() ? List.of(value.doubleValue()) : List.of();
  }

  /** Whether numbers stand for the same with another packing, whatever stands for nothing. */
  boolean isLike(Packing other) {
    return scale == other.scale && offset == other.offset;
  }

  /** The same, where one more number stands for nothing. */
  Packing without(double number) {
    List<Double> all = new ArrayList<>(missing);
    all.add(number);
    return new Packing(scale, offset, all);
  }

  /** The refusal of a variable that does not hold what the numbers stand for. */
  static ServiceException refusal(String path, String type) {
    return new ServiceException(
        ErrorCode.VALUE_OUT_OF_RANGE,
        "The numbers of the variable \"%s\" of the body are packed by scale_factor and add_offset, and the variable has cells of type %s, which do not hold what they stand for; write the file unpacked. Nothing was changed."
            .formatted(path, type),
        Map.of("variable", path),
        null);
  }
}
