/** Cells of HDF5 datasets: chunks decoded and encoded, boxes read. */
@org.jspecify.annotations.NullMarked
package io.hypertile.hdf5.cells;
