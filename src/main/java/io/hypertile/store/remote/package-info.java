/** Stores behind a network: what every protocol shares. */
@org.jspecify.annotations.NullMarked
package io.hypertile.store.remote;
