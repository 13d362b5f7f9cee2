package io.hypertile.netcdf;

import io.hypertile.dataset.TypedValue;
import java.util.List;
import java.util.Map;

/**
 * The head of a classic file as it stands there.
 *
 * @param version 1, 2 (64-bit offsets) or 5 (64-bit data)
 * @param records number of records; {@link #STREAMING} for those that the file has room for
 */
record ClassicHead(
    int version,
    long records,
    List<Dimension> dimensions,
    Map<String, TypedValue> attributes,
    List<ClassicVariable> variables) {
  /** Number of records of a file whose writer could not come back to it. */
  static final long STREAMING = -1;

  /**
   * A dimension.
   *
   * @param length 0 for the one that records are counted along
   */
  record Dimension(String name, long length) {
    boolean isRecord() {
      return length == 0;
    }
  }

  /** Whether values of a variable are spread over the records. */
  boolean isRecord(ClassicVariable variable) {
    return !variable.dimensions().isEmpty()
        && dimensions.get(variable.dimensions().getFirst()).isRecord();
  }
}
