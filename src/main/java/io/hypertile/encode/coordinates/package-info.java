/** Coordinates of answers as variables beside the cells, and as the CF conventions have them. */
@org.jspecify.annotations.NullMarked
package io.hypertile.encode.coordinates;
