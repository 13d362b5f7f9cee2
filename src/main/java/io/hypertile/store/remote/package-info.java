/** Stores behind a network: the parts that all protocols share. */
@org.jspecify.annotations.NullMarked
package io.hypertile.store.remote;
