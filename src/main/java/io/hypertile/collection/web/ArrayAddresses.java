package io.hypertile.collection.web;

import io.hypertile.collection.ArrayAddress;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.http.PercentDecoder;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.AttributesJson;
import io.hypertile.schema.CollectionSchema;
import jakarta.servlet.http.HttpServletRequest;

/** Reads what a path calls an array by: an id, or a tilde and the values of its key. */
final class ArrayAddresses {
  private ArrayAddresses() {}

  /**
   * The address in the path of a request.
   *
   * @throws ServiceException {@code invalid-name} for what is no id, {@code invalid-attributes} for
   *     a key that does not fit the schema
   */
  static ArrayAddress of(CollectionSchema schema, HttpServletRequest request) {
    String segment = ApiPaths.rawArraySegment(request);
    if (segment.startsWith("~")) {
      return byKey(schema, segment.substring(1));
    }
    if (segment.regionMatches(true, 0, "%7e", 0, 3)) {
      return byKey(schema, segment.substring(3));
    }
    return new ArrayAddress.ById(new ArrayId(PercentDecoder.decode(segment)));
  }

  private static ArrayAddress byKey(CollectionSchema schema, String key) {
    if (schema.primaryAttributes().isEmpty()) {
      throw new ServiceException(
          ErrorCode.INVALID_NAME,
          "Arrays of this collection have no primary attributes; address them by id.");
    }
    return new ArrayAddress.ByKey(AttributesJson.parseKey(schema, key));
  }
}
