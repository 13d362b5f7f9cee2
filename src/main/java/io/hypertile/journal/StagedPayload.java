package io.hypertile.journal;

/** Part of what was staged, from offset, in bytes. */
record StagedPayload(Staging staging, long offset, long size) implements Payload {
  StagedPayload {
    if (offset < 0 || size < 0 || offset > staging.size() - size) {
      throw new IllegalArgumentException(
          "bytes " + offset + " to " + (offset + size) + " of " + staging.size() + " staged");
    }
  }
}
