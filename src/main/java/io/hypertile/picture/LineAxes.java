package io.hypertile.picture;

import io.hypertile.encode.CellsHeader;
import io.hypertile.text.Quoting;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * The axes of lines among those of an answer, by number.
 *
 * @param along the axis to the right
 * @param lines the axis that has a line for each position; empty for a single line
 */
record LineAxes(int along, OptionalInt lines) {
  /** Most lines of one picture. */
  static final int MOST_LINES = 12;

  /**
   * The named axis to the right, else the longer of two, else the last.
   *
   * @throws io.hypertile.error.ServiceException {@code not-encodable} if there are too many lines
   *     or none, {@code invalid-request} if there is no axis of the name
   */
  static LineAxes of(CellsHeader header, LineOptions options) {
    Refusals.requireCells(header);
    List<Integer> left = new ArrayList<>();
    for (int axis = 0; axis < header.shape().rank(); axis++) {
      if (header.shape().length(axis) > 1) {
        left.add(axis);
      }
    }
    OptionalInt named = options.x().stream().mapToInt(name -> named(header, name)).findFirst();
    if (named.isPresent()) {
      left.remove((Integer) named.getAsInt());
    } else if (left.isEmpty()) {
      throw Refusals.cells("A line has a dimension with more than one position; select a range.");
    }
    if (left.size() > (named.isPresent() ? 1 : 2)) {
      throw tooMany(header, left);
    }
    int along = named.orElseGet(() -> longest(header, left));
    left.remove((Integer) along);
    OptionalInt lines = left.stream().mapToInt(axis -> axis).findFirst();
    lines.ifPresent(axis -> requireFew(header, axis));
    return new LineAxes(along, lines);
  }

  private static int named(CellsHeader header, String name) {
    int axis = header.dimensions().indexOf(name);
    if (axis < 0) {
      throw Refusals.parameter(
              "x",
              "The answer has no dimension %s; it has %s."
                  .formatted(Quoting.quoted(name), String.join(", ", header.dimensions())))
          .with("choices", header.dimensions());
    }
    return axis;
  }

  private static int longest(CellsHeader header, List<Integer> axes) {
    int longest = axes.getLast();
    for (int axis : axes) {
      longest = header.shape().length(axis) > header.shape().length(longest) ? axis : longest;
    }
    return longest;
  }

  private static RuntimeException tooMany(CellsHeader header, List<Integer> axes) {
    List<String> names = axes.stream().map(header.dimensions()::get).toList();
    return Refusals.cells(
            "Lines have one dimension to the right and one for the lines, and more have several"
                + " positions: %s; select one position of the others, or reduce them."
                    .formatted(
                        names.stream().map(Quoting::quoted).collect(Collectors.joining(", "))))
        .with("dimensions", names);
  }

  private static void requireFew(CellsHeader header, int axis) {
    if (header.shape().length(axis) > MOST_LINES) {
      throw Refusals.cells(
          "A picture has at most %d lines, and dimension %s has %d positions; select fewer, or ask"
                  .formatted(
                      MOST_LINES,
                      Quoting.quoted(header.dimensions().get(axis)),
                      header.shape().length(axis))
              + " for format=png, which draws a map of both.");
    }
  }
}
