package io.hypertile.picture;

import io.hypertile.encode.CellsHeader;
import io.hypertile.text.Quoting;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The two axes of a heat map among those of an answer, by number.
 *
 * @param y the axis down
 * @param x the axis to the right
 */
record HeatAxes(int y, int x) {
  private static final Set<String> LATITUDES = Set.of("lat", "latitude");

  /**
   * The axes that are named, else those with more than one position.
   *
   * @throws io.hypertile.error.ServiceException {@code not-encodable} if another axis has more than
   *     one position, or fewer than two have; {@code invalid-request} if there is no axis of a name
   */
  static HeatAxes of(CellsHeader header, HeatOptions.Axes named) {
    Refusals.requireCells(header);
    Optional<Integer> x = named.x().map(name -> axis(header, "x", name));
    Optional<Integer> y = named.y().map(name -> axis(header, "y", name));
    if (x.isPresent() && x.equals(y)) {
      throw Refusals.parameter("y", "x and y are two dimensions; name different ones.");
    }
    List<Integer> left = new ArrayList<>();
    for (int axis = 0; axis < header.shape().rank(); axis++) {
      boolean isNamed = x.equals(Optional.of(axis)) || y.equals(Optional.of(axis));
      if (header.shape().length(axis) > 1 && !isNamed) {
        left.add(axis);
      }
    }
    int wanted = (x.isPresent() ? 0 : 1) + (y.isPresent() ? 0 : 1);
    if (left.size() > wanted) {
      throw tooMany(header, left, wanted);
    }
    if (left.size() < wanted) {
      throw Refusals.cells(
          "A picture has two dimensions with more than one position, and the selection "
              + (left.isEmpty() ? "has none; select ranges." : "one; select a range of another,")
              + (left.isEmpty() ? "" : " or ask for format=svg, which draws a line."));
    }
    return new HeatAxes(y.orElseGet(left::removeFirst), x.orElseGet(left::removeFirst));
  }

  private static int axis(CellsHeader header, String parameter, String name) {
    int axis = header.dimensions().indexOf(name);
    if (axis < 0) {
      throw Refusals.parameter(
              parameter,
              "The answer has no dimension %s; it has %s."
                  .formatted(Quoting.quoted(name), names(header, all(header))))
          .with("choices", header.dimensions());
    }
    return axis;
  }

  private static List<Integer> all(CellsHeader header) {
    List<Integer> all = new ArrayList<>();
    for (int axis = 0; axis < header.shape().rank(); axis++) {
      all.add(axis);
    }
    return all;
  }

  private static RuntimeException tooMany(CellsHeader header, List<Integer> left, int wanted) {
    List<Integer> fixed = left.subList(0, left.size() - wanted);
    return Refusals.cells(
            "A picture has two dimensions, and %s have more than one position; select one position"
                    .formatted(names(header, left))
                + " of %s, or reduce it, or name others with x= and y=."
                    .formatted(names(header, fixed)))
        .with("dimensions", fixed.stream().map(header.dimensions()::get).toList());
  }

  private static String names(CellsHeader header, List<Integer> axes) {
    return axes.stream()
        .map(axis -> Quoting.quoted(header.dimensions().get(axis)))
        .collect(Collectors.joining(", "));
  }

  /** Whether rows go up: as asked for, or where latitudes rise along them. */
  boolean isFlippedDown(CellsHeader header, HeatOptions.Flip flip) {
    return switch (flip) {
      case AUTO -> isRisingLatitude(header, y);
      case Y, BOTH -> true;
      case X, NONE -> false;
    };
  }

  /** Whether columns go to the left. */
  boolean isFlippedRight(HeatOptions.Flip flip) {
    return flip == HeatOptions.Flip.X || flip == HeatOptions.Flip.BOTH;
  }

  private static boolean isRisingLatitude(CellsHeader header, int axis) {
    String name = header.dimensions().get(axis);
    String measure = header.meaning().measures().get(name);
    boolean isLatitude =
        measure != null
            && (LATITUDES.contains(measure.toLowerCase(Locale.ROOT))
                || LATITUDES.contains(name.toLowerCase(Locale.ROOT)));
    long last = header.shape().length(axis) - 1;
    return isLatitude
        && header.coordinates().get(axis).number(0) < header.coordinates().get(axis).number(last);
  }
}
