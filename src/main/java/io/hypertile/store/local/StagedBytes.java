package io.hypertile.store.local;

import io.hypertile.store.StagedObject;

/**
 * Few bytes that wait to go through the log.
 *
 * @param bytes not changed any more
 */
record StagedBytes(byte[] bytes) implements StagedObject {
  @Override
  public long size() {
    return bytes.length;
  }

  @Override
  public void close() {}
}
