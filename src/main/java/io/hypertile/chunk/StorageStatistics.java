package io.hypertile.chunk;

/**
 * Figures of an opened storage: its resources in use, and its work since it was opened.
 *
 * @param files array files kept open
 * @param codec threads that encode and decode chunks
 */
public record StorageStatistics(Files files, Threads codec) {
  /**
   * Array files kept open between requests, with what their headers say.
   *
   * @param open number that are open
   * @param capacity greatest number kept open
   * @param hits times that an open file was of use
   * @param misses times that a file had to be opened
   */
  public record Files(int open, int capacity, long hits, long misses) {}

  /**
   * A pool of threads.
   *
   * @param size number of the threads
   * @param active about how many are at work
   * @param queued pieces of work that wait for a thread
   */
  public record Threads(int size, int active, int queued) {}
}
