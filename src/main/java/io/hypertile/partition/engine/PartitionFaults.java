package io.hypertile.partition.engine;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import java.util.Map;

/** Failures that several classes tell of. */
final class PartitionFaults {
  private PartitionFaults() {}

  /** An insert brings a variable that cannot be taken. */
  static ServiceException variable(String path, String reason) {
    return new ServiceException(
        ErrorCode.INVALID_REQUEST,
        "The variable \"%s\" %s; nothing was changed.".formatted(path, reason),
        Map.of("variable", path),
        null);
  }
}
