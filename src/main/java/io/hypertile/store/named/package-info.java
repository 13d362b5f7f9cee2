/** Stores by the names that the settings give them, opened when they are first asked for. */
@org.jspecify.annotations.NullMarked
package io.hypertile.store.named;
