package io.hypertile.zarr.codec;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import java.util.Map;

/** Refusals of documents of codecs; each names the member at fault by a JSON pointer. */
final class CodecFault {
  private CodecFault() {}

  /** A codec that cannot be as the document says. */
  static ServiceException invalid(String pointer, String reason) {
    return new ServiceException(
        ErrorCode.INVALID_SCHEMA,
        "The codec at " + pointer + " " + reason + ".",
        Map.of("pointer", pointer),
        null);
  }

  /** A codec that this build does not have. */
  static ServiceException unsupported(String pointer, String name) {
    return new ServiceException(
        ErrorCode.UNSUPPORTED_STORAGE,
        "The codec at %s is %s, which is not supported; rewrite the array with another."
            .formatted(pointer, name),
        Map.of("pointer", pointer, "name", name),
        null);
  }
}
