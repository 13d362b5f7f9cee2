package io.hypertile.engine;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** Failures that every engine tells in the same words. */
public final class ArrayFaults {
  private ArrayFaults() {}

  /** There is no array of the id. */
  public static ServiceException notFound(Collection collection, ArrayId id) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("collection", collection.name().text());
    members.put("array", id.text());
    return new ServiceException(
        ErrorCode.ARRAY_NOT_FOUND,
        "The collection " + collection.name() + " has no array " + id + ".",
        members,
        null);
  }
}
