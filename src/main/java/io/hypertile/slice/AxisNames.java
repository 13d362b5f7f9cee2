package io.hypertile.slice;

import io.hypertile.array.Axis;
import io.hypertile.array.Labels;
import io.hypertile.coordinate.CoordinateKind;
import io.hypertile.error.ServiceException;
import io.hypertile.text.NearestNames;
import io.hypertile.text.Quoting;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The names that the axes of an array go by in queries: that of the dimension, and that of its
 * scale or of the array with its coordinates, where no dimension has it and no second axis.
 * Immutable.
 */
public final class AxisNames {
  private final List<Axis> axes;

  /** The names of axes; where their times begin is of no importance. */
  public AxisNames(List<Axis> axes) {
    this.axes = axes;
  }

  /**
   * The axis of a name, counted from 0.
   *
   * @param column column of the selector, for failures
   * @throws ServiceException {@code invalid-slice} if no axis has it, or two
   */
  public int require(String name, int column) {
    for (int axis = 0; axis < axes.size(); axis++) {
      if (axes.get(axis).name().equals(name)) {
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
   * Advice on selecting along an axis, for a request that gives the axis' name as a parameter of
   * its own.
   *
   * @param parameter any text
   * @return a sentence; empty when no axis has the name
   */
  public Optional<String> advice(String parameter) {
    return axes.stream()
        .filter(axis -> axis.name().equals(parameter) || isScale(axis, parameter))
        .findFirst()
        .map(axis -> {
          String name = Quoting.quoted(parameter);
          String which =
              axis.name().equals(parameter)
                  ? name + " is a dimension"
                  : Quoting.quoted(axis.name()) + " has the " + kind(axis) + " " + name;
          return which
              + "; values go as "
              + Reading.SEL.parameter(axis.name(), example(axis))
              + ", positions as "
              + Reading.ISEL.parameter(axis.name(), "0")
              + ".";
        });
  }

  private static String example(Axis axis) {
    return switch (axis) {
      case Axis.Plain ignored -> "0";
      case Axis.Scaled scaled -> Double.toString(scaled.scale().start());
      case Axis.Time ignored -> "2023-01-03T05:00";
      case Axis.Labelled labelled ->
          switch (labelled.labels()) {
            case Labels.Numbers numbers -> numbers.values().getFirst().toString();
            case Labels.Text text -> Quoting.quoted(text.values().getFirst());
          };
      case Axis.Listed listed ->
          switch (listed.coordinates().about().kind()) {
            case CoordinateKind.Numbers ignored -> "52.5";
            case CoordinateKind.Times ignored -> "2023-01-03T05:00";
            case CoordinateKind.Texts ignored -> "\"text\"";
          };
    };
  }

  private static boolean isScale(Axis axis, String name) {
    return name.equals(scale(axis));
  }

  /** The name of an axis' scale, or of the array with its coordinates. */
  private static @Nullable String scale(Axis axis) {
    return switch (axis) {
      case Axis.Scaled scaled -> scaled.scale().name();
      case Axis.Listed listed -> listed.coordinates().about().name();
      case Axis.Plain ignored -> null;
      case Axis.Labelled ignored -> null;
      case Axis.Time ignored -> null;
    };
  }

  private static String kind(Axis axis) {
    return axis instanceof Axis.Listed ? "coordinates" : "scale";
  }

  private List<Integer> scaled(String name) {
    List<Integer> found = new ArrayList<>();
    for (int axis = 0; axis < axes.size(); axis++) {
      if (isScale(axes.get(axis), name)) {
        found.add(axis);
      }
    }
    return found;
  }

  private ServiceException unknown(String name, int column) {
    List<String> names = new ArrayList<>(axes.stream().map(Axis::name).toList());
    for (Axis axis : axes) {
      @Nullable String scale = scale(axis);
      if (scale != null) {
        names.add(scale);
      }
    }
    return SliceFault.on(
        name,
        column,
        "There is no dimension "
            + Quoting.quoted(name)
            + "; the array has "
            + axes.stream().map(AxisNames::shown).collect(Collectors.joining(", "))
            + ".",
        NearestNames.of(name, names.stream().distinct().toList()));
  }

  private static String shown(Axis axis) {
    String name = Quoting.quoted(axis.name());
    @Nullable String scale = scale(axis);
    return scale == null || scale.equals(axis.name())
        ? name
        : name + " (" + kind(axis) + " " + Quoting.quoted(scale) + ")";
  }

  private ServiceException ambiguous(String name, List<Integer> same, int column) {
    return SliceFault.on(
        name,
        column,
        (axes.get(same.getFirst()) instanceof Axis.Listed
                ? "The coordinates of "
                : "The scales of ")
            + same.stream()
                .map(axis -> Quoting.quoted(axes.get(axis).name()))
                .collect(Collectors.joining(" and "))
            + " are both named "
            + Quoting.quoted(name)
            + "; name the dimension.");
  }
}
