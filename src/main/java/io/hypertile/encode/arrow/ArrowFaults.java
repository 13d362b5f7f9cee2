package io.hypertile.encode.arrow;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.text.Quoting;
import java.util.Map;

/** The failures of streams that clients send, worded in one place. */
final class ArrowFaults {
  private ArrowFaults() {}

  static ServiceException malformed(String detail) {
    return new ServiceException(ErrorCode.MALFORMED_BODY, detail);
  }

  /** A stream that ends before its end, or whose messages contradict each other. */
  static ServiceException damaged() {
    return malformed("The body is no stream of Arrow, or it is damaged; send it whole.");
  }

  /** A stream that is legal and not taken. */
  static ServiceException unsupported(String detail) {
    return new ServiceException(ErrorCode.UNSUPPORTED_FORMAT, detail);
  }

  /** A column that is not taken. */
  static ServiceException column(String name, String fault) {
    return new ServiceException(
        ErrorCode.VALUE_OUT_OF_RANGE,
        "The column %s %s; nothing was changed.".formatted(Quoting.quoted(name), fault),
        Map.of("variable", Quoting.shortened(name, 100)),
        null);
  }
}
