package io.hypertile.lock;

import java.time.Instant;

/**
 * A lock that is held at present, for a list of them.
 *
 * @param key what is locked
 * @param mode how
 * @param since when it was taken
 * @param holder who took it, in words
 */
public record LockDescription(LockKey key, LockMode mode, Instant since, String holder) {}
