package io.hypertile.partition.index.parquet;

import java.util.Optional;

/** Compressions of pages that are read. */
enum PageCodec {
  NONE(0),
  SNAPPY(1),
  GZIP(2),
  ZSTD(6);

  private final int code;

  PageCodec(int code) {
    this.code = code;
  }

  /** The codec of a code. */
  static Optional<PageCodec> byCode(long code) {
    for (PageCodec codec : values()) {
      if (codec.code == code) {
        return Optional.of(codec);
      }
    }
    return Optional.empty();
  }

  /** The code in files. */
  int code() {
    return code;
  }
}
