package io.hypertile.store.local;

import java.util.concurrent.Executor;

/**
 * Threads of a store beside those of its callers.
 *
 * @param forcing runs what forces a file
 * @param commits runs a commit of which the caller does not wait for the end; never waits for
 *     another to end before it begins
 */
record LocalThreads(Executor forcing, Executor commits) {
  /** Threads that end when there is nothing to do. */
  static LocalThreads usual() {
    Thread.Builder threads = Thread.ofPlatform().daemon().name("hypertile-commit-", 0);
    return new LocalThreads(Forcing.threads(), threads::start);
  }
}
