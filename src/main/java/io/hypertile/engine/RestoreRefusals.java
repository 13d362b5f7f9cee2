package io.hypertile.engine;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.schema.CollectionName;
import java.util.Map;

/** Refusals to restore arrays that were removed together. */
public final class RestoreRefusals {
  private RestoreRefusals() {}

  /** The refusal where the collection has another schema than the arrays. */
  public static ServiceException otherSchema(CollectionName collection) {
    return new ServiceException(
        ErrorCode.WRONG_KIND,
        "The collection has another schema than the arrays had that were removed from it; make one"
            + " of their schema under this name to restore them.",
        Map.of("collection", collection.text()),
        null);
  }

  /**
   * The refusal where an array that was made since has the id or the key of a removed one.
   *
   * @param what the word for what both have
   * @param array id of the array that was made since
   */
  public static ServiceException inUse(CollectionName collection, String what, String array) {
    return new ServiceException(
        ErrorCode.ALREADY_EXISTS,
        "Nothing was restored: the array %s, which came since, has the %s of one that was removed."
                .formatted(array, what)
            + " Delete it, or all that came since, then restore again.",
        Map.of("collection", collection.text(), "array", array),
        null);
  }
}
