package io.hypertile.journal;

import io.hypertile.journal.change.Checks;
import io.hypertile.journal.change.Staging;
import java.time.Duration;

/**
 * Sizes of a journal. Immutable.
 *
 * @param segmentBytes a checkpoint follows when the records and side files of the log segment in
 *     use exceed so many bytes
 * @param segmentAge a checkpoint follows when the oldest record of the segment is so old
 * @param stagingBytes a {@link Staging} of more bytes goes to a file; also the native memory that a
 *     staging takes at most
 * @param inlineBytes a record with more bytes from memory puts them into a side file first, so that
 *     other records need not wait while it is written
 * @param settles whether a commit returns only when its changes are durable in their place, so that
 *     no restart redoes them over what other programs have written since
 */
public record JournalSettings(
    long segmentBytes, Duration segmentAge, int stagingBytes, int inlineBytes, boolean settles) {
  private static final int MIN_BYTES = 4096;

  /** Checks the sizes. */
  public JournalSettings {
    Checks.require(
        segmentBytes >= MIN_BYTES && stagingBytes >= MIN_BYTES && inlineBytes >= MIN_BYTES,
        "sizes of a journal are at least 4,096 bytes");
    Checks.require(segmentAge.isPositive(), "the age of a segment is positive");
  }

  /** Sizes of a journal on files that no other program changes. */
  public JournalSettings(
      long segmentBytes, Duration segmentAge, int stagingBytes, int inlineBytes) {
    this(segmentBytes, segmentAge, stagingBytes, inlineBytes, false);
  }

  /** The same for files that other programs change between commits. */
  public JournalSettings settled() {
    return new JournalSettings(segmentBytes, segmentAge, stagingBytes, inlineBytes, true);
  }

  /** 64 MiB and 30 s for a segment, 1 MiB for a staging, 8 MiB for a record. */
  public static JournalSettings standard() {
    return new JournalSettings(64L << 20, Duration.ofSeconds(30), 1 << 20, 8 << 20);
  }
}
