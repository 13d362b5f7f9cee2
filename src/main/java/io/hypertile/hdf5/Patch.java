package io.hypertile.hdf5;

/**
 * Bytes to write at a position of a file.
 *
 * @param position first byte's position in the file
 * @param bytes what to write there; not copied, so leave it alone
 */
public record Patch(long position, byte[] bytes) {}
