package io.hypertile.encode.archive;

/**
 * A file in an archive, as its directory describes it.
 *
 * @param name its path, of parts that are neither empty nor a way out
 * @param isDeflated whether its bytes are deflated or stored as they are
 * @param place bytes of the archive before the record that begins it
 * @param storedBytes its bytes in the archive
 * @param bytes its bytes
 * @param checksum CRC-32 of them
 */
record ArchiveEntry(
    String name, boolean isDeflated, long place, long storedBytes, long bytes, int checksum) {}
