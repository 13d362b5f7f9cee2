package io.hypertile.engine.hdf5;

import java.time.Duration;

/**
 * How the storage works.
 *
 * @param lockTimeout how long a change waits for the changes of the same array before it
 * @param openFiles how many array files are kept open between requests
 * @param mappedBytes bytes of address space for reads through mappings; 0 for none
 */
public record Hdf5Settings(Duration lockTimeout, int openFiles, long mappedBytes) {
  /** Settings that fit a server of any size. */
  public static final Hdf5Settings DEFAULT =
      new Hdf5Settings(Duration.ofSeconds(60), 512, 1L << 40);
}
