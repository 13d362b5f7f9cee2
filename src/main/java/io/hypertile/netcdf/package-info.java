/**
 * Files of NetCDF, read for import: the classic formats from their specification, and NetCDF-4
 * through the packages of HDF5.
 */
@NullMarked
package io.hypertile.netcdf;

import org.jspecify.annotations.NullMarked;
