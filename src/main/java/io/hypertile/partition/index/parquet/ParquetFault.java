package io.hypertile.partition.index.parquet;

/** A contradiction in the bytes of a file, to be told with the place where it was found. */
final class ParquetFault extends Exception {
  private static final long serialVersionUID = 1;

  private final String reason;

  ParquetFault(String reason) {
    super(reason);
    this.reason = reason;
  }

  ParquetFault(String reason, Throwable cause) {
    super(reason, cause);
    this.reason = reason;
  }

  String reason() {
    return reason;
  }
}
