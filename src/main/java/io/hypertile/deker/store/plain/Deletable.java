package io.hypertile.deker.store.plain;

import io.hypertile.array.Precondition;
import io.hypertile.engine.ArrayEngine;
import io.hypertile.engine.StoredArray;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.Collection;
import java.util.Optional;

/** Says what can be deleted: also what cannot be read. */
final class Deletable {
  private Deletable() {}

  /**
   * Attributes of the array to be deleted, whose version must fulfil the condition. A damaged array
   * can be deleted too, and without a condition one in a form that is not read; where the
   * attributes cannot be read its link stays behind and is passed over.
   *
   * @return empty when there is no array, or its attributes cannot be read
   */
  static Optional<ArrayHeader> find(
      ArrayEngine engine, Collection collection, ArrayId id, Precondition condition) {
    Optional<StoredArray> array;
    try {
      array = engine.find(collection, id);
    } catch (ServiceException e) {
      boolean unsupported = e.code() == ErrorCode.UNSUPPORTED_STORAGE && condition.isNone();
      if (!unsupported && e.code() != ErrorCode.CORRUPT_DATA) {
        throw e;
      }
      return findHeader(engine, collection, id);
    }
    array.ifPresent(stored -> condition.require(stored.version()));
    return array.map(StoredArray::header);
  }

  private static Optional<ArrayHeader> findHeader(
      ArrayEngine engine, Collection collection, ArrayId id) {
    try {
      return engine.findHeader(collection, id);
    } catch (ServiceException e) {
      return Optional.empty();
    }
  }
}
