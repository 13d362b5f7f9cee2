package io.hypertile.journal;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Figures of a journal's work since it was opened.
 *
 * @param records records appended, one for each transaction
 * @param bytes bytes appended, side files included
 * @param syncs times that the log was forced to disk for records
 * @param sharedSyncs records that were durable through a force on behalf of another
 * @param syncTime total time of forcing the log to disk
 * @param checkpoints checkpoints completed
 * @param lastCheckpoint when the last one was completed; empty before the first
 * @param pendingBytes bytes in the log that a restart would redo at present
 */
public record JournalStatistics(
    long records,
    long bytes,
    long syncs,
    long sharedSyncs,
    Duration syncTime,
    long checkpoints,
    Optional<Instant> lastCheckpoint,
    long pendingBytes) {}
