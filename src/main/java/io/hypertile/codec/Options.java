package io.hypertile.codec;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import java.util.List;
import java.util.Map;

/** Checks the options that a collection gives for a codec. */
final class Options {
  private Options() {}

  /** The option at an index, within bounds (both inclusive), or its default when not given. */
  static int option(String codec, List<Integer> options, int index, int least, int most, int dflt) {
    if (index >= options.size()) {
      return dflt;
    }
    int value = options.get(index);
    if (value < least || value > most) {
      throw invalid(
          codec,
          "option "
              + (index + 1)
              + " is "
              + value
              + "; give a number from "
              + least
              + " to "
              + most);
    }
    return value;
  }

  /** Throws if there are more options than the codec takes. */
  static void requireAtMost(String codec, List<Integer> options, int most) {
    if (options.size() > most) {
      throw invalid(codec, options.size() + " options are given; give at most " + most);
    }
  }

  private static ServiceException invalid(String codec, String what) {
    return new ServiceException(
        ErrorCode.INVALID_SCHEMA,
        "Compression " + codec + ": " + what + ".",
        Map.of("compression", codec),
        null);
  }
}
