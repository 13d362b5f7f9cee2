/** Reading of selections, planned and done slab by slab, whatever the array's collection. */
@org.jspecify.annotations.NullMarked
package io.hypertile.reading;
