package io.hypertile.slice;

import io.hypertile.error.ServiceException;
import io.hypertile.schema.CollectionSchema;
import io.hypertile.schema.Dimension;
import io.hypertile.text.NearestNames;
import io.hypertile.text.Quoting;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The names that the axes of a schema go by in queries: that of the dimension, and that of its
 * scale where no dimension has it and no second scale. Immutable.
 */
public final class AxisNames {
  private final List<Dimension> dimensions;

  /** The names of a schema's axes. */
  public AxisNames(CollectionSchema schema) {
    dimensions = schema.dimensions();
  }

  /**
   * The axis of a name, counted from 0.
   *
   * @param column column of the selector, for failures
   * @throws ServiceException {@code invalid-slice} if no axis has it, or two
   */
  int require(String name, int column) {
    for (int axis = 0; axis < dimensions.size(); axis++) {
      if (dimensions.get(axis).name().equals(name)) {
        return axis;
      }
    }
    List<Integer> scaled = scaled(name);
    if (scaled.size() == 1) {
      return scaled.getFirst();
    }
    throw scaled.isEmpty() ? unknown(name, column) : ambiguous(name, scaled, column);
  }

  /**
   * How an axis is selected, for one who gave its name as a parameter of its own.
   *
   * @param parameter any text
   * @return a sentence; empty when no axis has the name
   */
  public Optional<String> advice(String parameter) {
    return dimensions.stream()
        .filter(dimension -> dimension.name().equals(parameter) || isScale(dimension, parameter))
        .findFirst()
        .map(dimension -> {
          String name = Quoting.quoted(parameter);
          String which =
              dimension.name().equals(parameter)
                  ? name + " is a dimension"
                  : Quoting.quoted(dimension.name()) + " has the scale " + name;
          return which
              + "; values go as "
              + Reading.SEL.parameter(dimension.name(), example(dimension))
              + ", positions as "
              + Reading.ISEL.parameter(dimension.name(), "0")
              + ".";
        });
  }

  private static String example(Dimension dimension) {
    return switch (dimension) {
      case Dimension.Plain ignored -> "0";
      case Dimension.Scaled scaled -> Double.toString(scaled.scale().start());
      case Dimension.Time ignored -> "2023-01-03T05:00";
      case Dimension.Labelled labelled ->
          switch (labelled.labels()) {
            case Dimension.Labels.Numbers numbers -> numbers.values().getFirst().toString();
            case Dimension.Labels.Text text -> Quoting.quoted(text.values().getFirst());
          };
    };
  }

  private static boolean isScale(Dimension dimension, String name) {
    return dimension instanceof Dimension.Scaled scaled && name.equals(scaled.scale().name());
  }

  private List<Integer> scaled(String name) {
    List<Integer> axes = new ArrayList<>();
    for (int axis = 0; axis < dimensions.size(); axis++) {
      if (isScale(dimensions.get(axis), name)) {
        axes.add(axis);
      }
    }
    return axes;
  }

  private ServiceException unknown(String name, int column) {
    List<String> names = new ArrayList<>(dimensions.stream().map(Dimension::name).toList());
    for (Dimension dimension : dimensions) {
      if (dimension instanceof Dimension.Scaled scaled && scaled.scale().name() != null) {
        names.add(scaled.scale().name());
      }
    }
    return SliceFault.on(
        name,
        column,
        "There is no dimension "
            + Quoting.quoted(name)
            + "; the array has "
            + dimensions.stream().map(AxisNames::shown).collect(Collectors.joining(", "))
            + ".",
        NearestNames.of(name, names.stream().distinct().toList()));
  }

  private static String shown(Dimension dimension) {
    String name = Quoting.quoted(dimension.name());
    return dimension instanceof Dimension.Scaled scaled
            && scaled.scale().name() != null
            && !scaled.scale().name().equals(dimension.name())
        ? name + " (scale " + Quoting.quoted(scaled.scale().name()) + ")"
        : name;
  }

  private ServiceException ambiguous(String name, List<Integer> axes, int column) {
    return SliceFault.on(
        name,
        column,
        "The scales of "
            + axes.stream()
                .map(axis -> Quoting.quoted(dimensions.get(axis).name()))
                .collect(Collectors.joining(" and "))
            + " are both named "
            + Quoting.quoted(name)
            + "; name the dimension.");
  }
}
