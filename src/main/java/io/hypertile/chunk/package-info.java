/**
 * Chunks of any format on their way between storage and cells: the threads, memory and caches that
 * arrays share.
 */
@org.jspecify.annotations.NullMarked
package io.hypertile.chunk;
