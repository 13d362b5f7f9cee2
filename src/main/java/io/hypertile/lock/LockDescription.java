package io.hypertile.lock;

import java.time.Instant;

/**
 * A lock that is held at present, for a list of them.
 *
 * @param key the locked key
 * @param mode the mode
 * @param since when it was taken
 * @param holder its taker, in words
 */
public record LockDescription(LockKey key, LockMode mode, Instant since, String holder) {}
