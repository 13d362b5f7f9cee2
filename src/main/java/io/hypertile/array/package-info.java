/** Arrays as values: types of cells, axes with nothing left to look up, versions, and cells. */
@org.jspecify.annotations.NullMarked
package io.hypertile.array;
