package io.hypertile.partition.engine;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.partition.PartitionKey;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Failures that several classes tell of. */
final class PartitionFaults {
  private PartitionFaults() {}

  /** An insert brings a variable that the schema does not take, or lacks one that is needed. */
  static ServiceException variable(String path, String reason) {
    return of(ErrorCode.INVALID_SCHEMA, path, reason);
  }

  /** An insert brings a variable of other lengths than the schema, or other variables, have. */
  static ServiceException lengths(String path, String reason) {
    return of(ErrorCode.SHAPE_MISMATCH, path, reason);
  }

  /**
   * A failure to read a variable of a partition: one of stored bytes says whose they are, any other
   * is as it was.
   */
  static ServiceException within(PartitionKey key, String variable, ServiceException failure) {
    boolean isNamed = failure.members().containsKey("partition");
    if (failure.code() != ErrorCode.CORRUPT_DATA || isNamed) {
      return failure;
    }
    String partition = key.path();
    Map<String, Object> members = new LinkedHashMap<>(failure.members());
    members.put("partition", partition);
    members.put("variable", variable);
    return new ServiceException(
        ErrorCode.CORRUPT_DATA,
        "The variable \"%s\" of the partition \"%s\" cannot be read: %s"
            .formatted(variable, partition, failure.detail()),
        members,
        failure);
  }

  /** The result of reading a variable of a partition, which a failure to do so names. */
  static <T> T named(PartitionKey key, String variable, Supplier<T> reading) {
    try {
      return reading.get();
    } catch (ServiceException e) {
      throw within(key, variable, e);
    }
  }

  private static ServiceException of(ErrorCode code, String path, String reason) {
    return new ServiceException(
        code,
        "The variable \"%s\" %s; nothing was changed.".formatted(path, reason),
        Map.of("variable", path),
        null);
  }
}
