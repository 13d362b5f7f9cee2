package io.hypertile.journal;

/** Part of an open file of the journal, from offset, in bytes: a log segment or a side file. */
record FilePayload(DiskFile file, long offset, long size) implements Payload {}
