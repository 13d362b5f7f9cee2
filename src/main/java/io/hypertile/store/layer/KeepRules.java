package io.hypertile.store.layer;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Bounds for copies of answers and objects of a store.
 *
 * @param stale greatest age of a state that may be used while the store does not answer; zero for
 *     no states
 * @param room bytes on the local disk for objects that never change; zero for no objects
 * @param file place of these bytes, empty when the store is opened; its directory is made
 */
public record KeepRules(Duration stale, long room, Path file) {}
