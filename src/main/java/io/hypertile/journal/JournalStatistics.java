package io.hypertile.journal;

/**
 * What a journal did since it was opened.
 *
 * @param records records appended, one for each transaction
 * @param bytes bytes appended, side files included
 * @param syncs times that the log was forced to disk for records
 * @param sharedSyncs records that were durable through a force on behalf of another
 * @param checkpoints checkpoints completed
 * @param pendingBytes bytes in the log that a restart would redo at present
 */
public record JournalStatistics(
    long records, long bytes, long syncs, long sharedSyncs, long checkpoints, long pendingBytes) {}
