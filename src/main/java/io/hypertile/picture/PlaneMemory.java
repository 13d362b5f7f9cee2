package io.hypertile.picture;

import io.hypertile.memory.MemoryShare;
import java.time.Duration;

/**
 * Memory for the numbers of a map.
 *
 * @param patience how long a request waits for it
 */
record PlaneMemory(MemoryShare share, Duration patience) {}
