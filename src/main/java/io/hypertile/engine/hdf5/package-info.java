/** The HDF5 profile: the files that Deker and h5py make, read and written in pure Java. */
@org.jspecify.annotations.NullMarked
package io.hypertile.engine.hdf5;
