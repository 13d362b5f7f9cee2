/** Cells on the wire: NPY, JSON, raw and CSV. */
@org.jspecify.annotations.NullMarked
package io.hypertile.encode;
