package io.hypertile.dataset;

import java.util.Optional;

/**
 * Figures of an array's cells, as they are after each change (atlas-rules.md 57 to 66).
 *
 * @param rowCount cells of the shape
 * @param nullCount cells that were never written or equal the fill value: as numbers for floats,
 *     every NaN where the fill value is one
 * @param least the least cell that is not null; empty if all are null, or cells have no order
 * @param greatest the greatest of these
 */
public record ArrayStatistics(
    long rowCount, long nullCount, Optional<Extreme> least, Optional<Extreme> greatest) {
  /** A cell as a number, a time or a text. */
  public sealed interface Extreme {
    /** A signed whole number; nanoseconds where cells are times; 0 or 1 for truth values. */
    record Signed(long value) implements Extreme {}

    /** An unsigned whole number of 64 bits. */
    record Unsigned(long bits) implements Extreme {}

    /** A float; NaN is above all others where the fill value is another one. */
    record Real(double value) implements Extreme {}

    /** A text, in the order of its UTF-8 bytes. */
    record Text(String value) implements Extreme {}
  }

  /** Figures of an array of which no cell was written. */
  public static ArrayStatistics unwritten(long rowCount) {
    return new ArrayStatistics(rowCount, rowCount, Optional.empty(), Optional.empty());
  }
}
