package io.hypertile.engine;

import io.hypertile.error.ServiceException;

/** Result for one array of several that were to be created. */
public sealed interface CreationResult {
  /** The array was made. */
  record Created(StoredArray array) implements CreationResult {}

  /** The array was not made, and nothing of it is there. */
  record Refused(ServiceException failure) implements CreationResult {}
}
