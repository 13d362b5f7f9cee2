package io.hypertile.zarr;

import io.hypertile.error.CorruptDataException;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Faults of documents, as failures. */
final class ZarrFault {
  private ZarrFault() {}

  /** A document, or a member of it, that contradicts the format. */
  static CorruptDataException corrupt(
      String document, String path, String reason, @Nullable Throwable cause) {
    return new CorruptDataException(document, path, -1, reason, cause);
  }

  /** A document that is right, and says something that is not taken here. */
  static ServiceException unsupported(String document, String path, String feature) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("file", document);
    members.put("object", path);
    members.put("feature", feature);
    return new ServiceException(
        ErrorCode.CORRUPT_DATA,
        document
            + ": "
            + path
            + ": has "
            + feature
            + ", which is not supported; rewrite the array with what is.",
        members,
        null);
  }
}
