/** Changes of array files: prepared outside the log, committed by it. */
@org.jspecify.annotations.NullMarked
package io.hypertile.deker.store.write;
