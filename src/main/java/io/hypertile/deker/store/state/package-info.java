/** The states of array files: kept open, pinned by readers, replaced by writers. */
@org.jspecify.annotations.NullMarked
package io.hypertile.deker.store.state;
