package io.hypertile.deker.store;

import java.time.Duration;

/**
 * Settings of the storage.
 *
 * @param lockTimeout how long a change waits for the changes of the same array before it
 * @param openFiles number of array files kept open between requests
 * @param shared whether Deker processes work on the storage at the same time
 */
public record Hdf5Settings(Duration lockTimeout, int openFiles, boolean shared) {
  /** Settings that fit a server of any size. */
  public static final Hdf5Settings DEFAULT = new Hdf5Settings(Duration.ofSeconds(60), 512, false);
}
