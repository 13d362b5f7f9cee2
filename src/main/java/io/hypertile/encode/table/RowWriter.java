package io.hypertile.encode.table;

import java.io.IOException;

/**
 * Writes a table row by row: in each row a value for each column, in their order, then the end of
 * the row. For one thread. What is waiting is bounded, whatever the number of rows.
 */
public interface RowWriter {
  /** A value that is absent. */
  void putNothing() throws IOException;

  /**
   * A number.
   *
   * @param bits of {@link ValueColumn.Type#REAL} the raw bits, of others the number
   */
  void putNumber(long bits) throws IOException;

  /**
   * A float in the column of floats, in the shortest form of a narrower type where text is written.
   *
   * @param bytes of that type
   */
  default void putReal(double value, int bytes) throws IOException {
    putNumber(Double.doubleToRawLongBits(value));
  }

  /** A text. */
  void putText(String value) throws IOException;

  /** The end of a row. */
  void endRow() throws IOException;

  /** The end of the table. */
  void end() throws IOException;
}
