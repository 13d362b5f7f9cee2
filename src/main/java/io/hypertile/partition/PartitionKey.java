package io.hypertile.partition;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Key of a partition: a whole number for each part, in the order of the partitioning. Its path is
 * its name in listings and on disk (zcollection-rules.md 26, 36, 37). Immutable.
 *
 * @param parts outermost first, at least one
 */
public record PartitionKey(List<Part> parts) {
  /**
   * A part of a key.
   *
   * @param name without slash or equals sign
   * @param digits to which the path pads the value with zeros; 1 for none
   */
  public record Part(String name, long value, int digits) {
    /** A part as paths have it, such as {@code month=03} or {@code pass=-20}. */
    String segment() {
      String text = Long.toString(Math.abs(value));
      String number =
          value == Long.MIN_VALUE
              ? Long.toString(value)
              : (value < 0 ? "-" : "") + "0".repeat(Math.max(0, digits - text.length())) + text;
      return name + "=" + number;
    }
  }

  public PartitionKey {
    parts = List.copyOf(parts);
  }

  /** The value of a part; empty if the key has no part of the name. */
  public Optional<Long> find(String name) {
    return parts.stream().filter(part -> part.name().equals(name)).map(Part::value).findFirst();
  }

  /** The segments of all parts with slashes between, such as {@code year=2021/month=02}. */
  public String path() {
    return parts.stream().map(Part::segment).collect(Collectors.joining("/"));
  }

  @Override
  public String toString() {
    return path();
  }
}
