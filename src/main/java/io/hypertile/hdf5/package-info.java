/**
 * The HDF5 file format: superblocks, headers, indexes, cells. It knows no journal, lock, schema or
 * engine.
 */
@org.jspecify.annotations.NullMarked
package io.hypertile.hdf5;
