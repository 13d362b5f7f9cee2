/**
 * HDF5's filters above the kernels of {@code codec}: registered numbers, names, the parameters that
 * files keep, and pipelines of them.
 */
@org.jspecify.annotations.NullMarked
package io.hypertile.hdf5.filter;
