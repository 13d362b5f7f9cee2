package io.hypertile.hdf5.filter;

import java.util.List;
import java.util.Optional;

/**
 * One filter as a file lists it (HDF5 file format, section IV.A.2.l).
 *
 * @param number registered number
 * @param isOptional whether a chunk may be stored without it when it fails
 * @param name name in the file, possibly empty
 * @param parameters the client data values
 */
public record StoredFilter(int number, boolean isOptional, String name, List<Integer> parameters) {
  /** Copies the parameters. */
  public StoredFilter {
    parameters = List.copyOf(parameters);
  }

  /** The parameter at a position; empty where the file has none there. */
  Optional<Integer> parameter(int index) {
    return index < parameters.size() ? Optional.of(parameters.get(index)) : Optional.empty();
  }
}
