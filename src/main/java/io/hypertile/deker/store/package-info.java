/** The engine that keeps arrays in HDF5 files as Deker lays them out. */
@org.jspecify.annotations.NullMarked
package io.hypertile.deker.store;
