package io.hypertile.collection;

import io.hypertile.engine.ForeignLock;
import io.hypertile.lock.LockDescription;
import java.util.List;

/**
 * The locks there are at one moment.
 *
 * @param held those of requests being served, by key
 * @param files those that other programs left as files, by path
 */
public record HeldLocks(List<LockDescription> held, List<ForeignLock> files) {}
