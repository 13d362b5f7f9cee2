package io.hypertile.store.local;

import io.hypertile.journal.change.Payload;
import io.hypertile.store.StagedObject;

/**
 * Bytes that go into the log with their commit.
 *
 * @param payload not to be changed
 */
record StagedInLog(Payload payload) implements StagedObject {
  @Override
  public long size() {
    return payload.size();
  }

  @Override
  public void close() {}
}
