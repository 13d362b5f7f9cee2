package io.hypertile.journal.change;

import io.hypertile.journal.disk.DiskFile;

/** Part of an open file of the journal, from offset, in bytes: a log segment or a side file. */
public record FilePayload(DiskFile file, long offset, long size) implements Payload {}
