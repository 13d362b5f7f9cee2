/** Answers in the classic formats of NetCDF, written from their specification as they are sent. */
@org.jspecify.annotations.NullMarked
package io.hypertile.encode.netcdf;
