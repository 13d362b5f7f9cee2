package io.hypertile.engine;

import io.hypertile.array.Version;
import io.hypertile.schema.ArrayId;
import java.util.List;

/**
 * Arrays that are joined, in the order of their places.
 *
 * @param all at least one; none begins before the end of the one before
 * @param isStacked whether each takes one position of an axis that it does not have itself
 * @param length positions that each takes
 */
public record JoinedParts(List<Part> all, boolean isStacked, long length) {
  public JoinedParts {
    all = List.copyOf(all);
  }

  /**
   * An array and its place.
   *
   * @param version the version that it was found in
   * @param start first position that it takes
   */
  public record Part(ArrayId id, Version version, long start) {}
}
