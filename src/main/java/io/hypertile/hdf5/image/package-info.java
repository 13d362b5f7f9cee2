/** Bytes of new and changed HDF5 files. */
@org.jspecify.annotations.NullMarked
package io.hypertile.hdf5.image;
