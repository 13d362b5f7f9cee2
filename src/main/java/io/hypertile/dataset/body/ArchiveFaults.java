package io.hypertile.dataset.body;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.text.Quoting;
import java.util.Map;

/** The failures of archives, worded in one place. */
final class ArchiveFaults {
  private ArchiveFaults() {}

  static ServiceException malformed(String detail) {
    return new ServiceException(ErrorCode.MALFORMED_BODY, detail);
  }

  static ServiceException malformed(String entry, String detail) {
    return new ServiceException(
        ErrorCode.MALFORMED_BODY, detail, Map.of("entry", Quoting.shortened(entry)), null);
  }
}
