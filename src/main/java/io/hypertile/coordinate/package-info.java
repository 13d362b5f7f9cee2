/**
 * Coordinates that an array gives one by one: numbers, times and texts, the order they are in, and
 * a cache of those that were read.
 */
@org.jspecify.annotations.NullMarked
package io.hypertile.coordinate;
