/** Bytes by key: the one interface that keeps objects in memory, in files and in object stores. */
@org.jspecify.annotations.NullMarked
package io.hypertile.store;
