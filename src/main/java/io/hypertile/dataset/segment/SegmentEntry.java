package io.hypertile.dataset.segment;

import io.hypertile.store.ObjectBody;

/**
 * A file of a segment.
 *
 * @param name its path in the hierarchy
 * @param body its bytes
 * @param crc CRC-32 of them
 */
public record SegmentEntry(String name, ObjectBody body, int crc) {}
