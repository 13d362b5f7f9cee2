/** Leases on work that one server at a time does for a store that several share. */
@org.jspecify.annotations.NullMarked
package io.hypertile.store.lease;
