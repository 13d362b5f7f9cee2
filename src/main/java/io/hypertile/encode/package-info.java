/** Cells on the wire: NPY, JSON. */
@org.jspecify.annotations.NullMarked
package io.hypertile.encode;
