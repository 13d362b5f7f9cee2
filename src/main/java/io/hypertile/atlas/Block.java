package io.hypertile.atlas;

/**
 * A block of a file: chunks that are compressed together.
 *
 * @param position place of the stored bytes
 * @param stored number of them
 * @param raw bytes that they decode to
 * @param codec name of the codec; empty for none
 */
record Block(long position, long stored, long raw, String codec) {}
