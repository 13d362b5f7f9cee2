package io.hypertile.store.remote;

import io.hypertile.store.ObjectVersion;
import io.hypertile.store.StoreException;
import java.util.Optional;

/** Part of a protocol over HTTP that differs from service to service. */
public interface HttpDialect {
  /** The state that an answer names; empty if it names none. */
  Optional<ObjectVersion> version(HttpAnswer answer);

  /** Whether bytes come as they are stored, whatever content coding an answer names. */
  default boolean isAsStored() {
    return false;
  }

  /** The failure of an answer of which more than the status is known; empty for all others. */
  default Optional<StoreException> refusal(HttpAnswer answer) {
    return Optional.empty();
  }

  /** Whether an answer says that there is no object, and not that all of them are missing. */
  default boolean isMissingObject(HttpAnswer answer) {
    return answer.status() == 404;
  }
}
