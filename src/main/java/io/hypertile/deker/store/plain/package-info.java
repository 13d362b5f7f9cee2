/** Plain arrays, each in a file of its own. */
@org.jspecify.annotations.NullMarked
package io.hypertile.deker.store.plain;
