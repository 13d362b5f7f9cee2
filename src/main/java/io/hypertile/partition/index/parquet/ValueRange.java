package io.hypertile.partition.index.parquet;

/** Bounds of the values of a column in a group of rows, both included. Texts have none. */
public sealed interface ValueRange {
  /** Bounds of whole numbers, in the order of signed ones. */
  record Wholes(long least, long greatest) implements ValueRange {
    /** Whether a value may occur. */
    public boolean mayHold(long value) {
      return least <= value && value <= greatest;
    }
  }

  /** Bounds of numbers, where none is NaN. */
  record Reals(double least, double greatest) implements ValueRange {
    /** Whether a value may occur. */
    public boolean mayHold(double value) {
      return least <= value && value <= greatest;
    }
  }
}
