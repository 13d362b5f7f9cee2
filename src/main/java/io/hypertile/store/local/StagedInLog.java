package io.hypertile.store.local;

import io.hypertile.store.StagedObject;

/**
 * A few bytes that go into the log with their commit.
 *
 * @param bytes not to be changed
 */
record StagedInLog(byte[] bytes) implements StagedObject {
  @Override
  public long size() {
    return bytes.length;
  }

  @Override
  public void close() {}
}
