package io.hypertile.encode.netcdf;

import java.util.List;

/**
 * A variable of a file.
 *
 * @param dimensions numbers of its dimensions, outermost first
 * @param values number of its values
 */
record NetcdfVariable(
    String name,
    List<Integer> dimensions,
    List<NetcdfAttribute> attributes,
    NetcdfType type,
    long values) {
  /** Bytes of the values. */
  long bytes() {
    return values * type.size();
  }

  /** Bytes with which its place ends on a whole number of four. */
  int padding() {
    return (int) (-bytes() & 3);
  }
}
