package io.hypertile.journal;

/**
 * Findings in the log when a journal opened.
 *
 * @param records whole records, all of which were redone
 * @param bytes bytes of these records, side files included
 * @param skippedChanges changes that later ones had made void
 * @param tornTail whether the log ended in a record that was never acknowledged
 * @param damaged whether an acknowledged record could not be read, so that it and the records after
 *     it are lost; the segments are kept aside as {@code *.damaged} then
 */
public record ReplayReport(
    long records, long bytes, long skippedChanges, boolean tornTail, boolean damaged) {}
