package io.hypertile.journal.change;

/** Part of what was staged, from offset, in bytes. */
public record StagedPayload(Staging staging, long offset, long size) implements Payload {
  /** Checks that the bytes are staged. */
  public StagedPayload {
    if (offset < 0 || size < 0 || offset > staging.size() - size) {
      throw new IllegalArgumentException(
          "bytes " + offset + " to " + (offset + size) + " of " + staging.size() + " staged");
    }
  }
}
