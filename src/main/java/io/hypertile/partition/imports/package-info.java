/** Rows in files of other programs: archives of Zarr, NetCDF, streams of Arrow. */
@NullMarked
package io.hypertile.partition.imports;

import org.jspecify.annotations.NullMarked;
