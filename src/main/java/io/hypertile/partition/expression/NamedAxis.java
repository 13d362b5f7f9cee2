package io.hypertile.partition.expression;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * A dimension of variables: two are the same if name and length are. Immutable.
 *
 * @param name of the dimension
 * @param length positions; empty for the one whose length is known only when cells are read
 */
public record NamedAxis(String name, OptionalLong length) {
  /** Positions, where the one that is not known has so many. */
  long length(long unknown) {
    return length.orElse(unknown);
  }

  /**
   * Dimensions of two operands, those of the first before the others.
   *
   * @param column of the place where they meet
   */
  static List<NamedAxis> union(
      List<NamedAxis> left, List<NamedAxis> right, int column, String text) {
    List<NamedAxis> all = new ArrayList<>(left);
    for (NamedAxis axis : right) {
      boolean isOther =
          left.stream().anyMatch(each -> each.name().equals(axis.name()) && !each.equals(axis));
      if (isOther) {
        throw ExpressionFaults.at(
            column,
            "The variables have different dimensions of the name \"%s\"; reduce one of them first."
                .formatted(axis.name()),
            text);
      }
      if (!all.contains(axis)) {
        all.add(axis);
      }
    }
    return all;
  }
}
