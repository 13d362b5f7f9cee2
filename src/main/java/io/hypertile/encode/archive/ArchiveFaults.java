package io.hypertile.encode.archive;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.text.Quoting;
import java.util.Map;

/** The failures of archives, worded in one place. */
public final class ArchiveFaults {
  private ArchiveFaults() {}

  /** A fault of the archive as a whole. */
  public static ServiceException malformed(String detail) {
    return new ServiceException(ErrorCode.MALFORMED_BODY, detail);
  }

  /**
   * A fault of an entry.
   *
   * @param entry its name
   */
  public static ServiceException malformed(String entry, String detail) {
    return new ServiceException(
        ErrorCode.MALFORMED_BODY, detail, Map.of("entry", Quoting.shortened(entry)), null);
  }
}
