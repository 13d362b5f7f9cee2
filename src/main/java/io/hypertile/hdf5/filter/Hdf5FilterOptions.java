package io.hypertile.hdf5.filter;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import java.util.List;
import java.util.Map;

/**
 * Options that a collection gives for a filter, each judged when it is asked for.
 *
 * @param codec name for messages
 */
record Hdf5FilterOptions(String codec, List<Integer> values) {

  /**
   * The option at an index, or its usual value when it is not given.
   *
   * @throws ServiceException {@code invalid-schema} if it is out of range
   */
  int get(int index, Setting setting) {
    if (index >= values.size()) {
      return setting.usual();
    }
    int value = values.get(index);
    if (!setting.has(value)) {
      throw invalid(
          "option "
              + (index + 1)
              + " is "
              + value
              + "; give a number from "
              + setting.least()
              + " to "
              + setting.most());
    }
    return value;
  }

  /**
   * These options, unless there are more than the filter takes.
   *
   * @throws ServiceException {@code invalid-schema} if there are
   */
  Hdf5FilterOptions atMost(int most) {
    if (values.size() > most) {
      throw invalid(values.size() + " options are given; give at most " + most);
    }
    return this;
  }

  private ServiceException invalid(String what) {
    return refused("Compression " + codec + ": " + what + ".");
  }

  /** A refusal of the options. */
  ServiceException refused(String detail) {
    return new ServiceException(
        ErrorCode.INVALID_SCHEMA, detail, Map.of("compression", codec), null);
  }
}
