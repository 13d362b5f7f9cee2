package io.hypertile.store.local;

import io.hypertile.journal.change.Payload;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.StagedObject;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Bytes that go into the log with their commit.
 *
 * @param payload not to be changed
 * @param taken the version that a commit gives them; null before
 */
record StagedInLog(Payload payload, AtomicReference<ObjectVersion> taken) implements StagedObject {
  StagedInLog(Payload payload) {
    this(payload, new AtomicReference<>());
  }

  @Override
  public long size() {
    return payload.size();
  }

  @Override
  public Optional<ObjectVersion> version() {
    return Optional.ofNullable(taken.get());
  }

  @Override
  public void close() {}
}
