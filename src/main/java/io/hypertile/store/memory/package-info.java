/** The store in memory: the reference for every other one. */
@org.jspecify.annotations.NullMarked
package io.hypertile.store.memory;
