/**
 * Zarr's codec chain above the kernels of {@code codec}: from a chunk's cells to stored bytes and
 * back, in codecs of three kinds. Knows neither stores nor whole documents: a codec comes as a name
 * and its configuration.
 */
@org.jspecify.annotations.NullMarked
package io.hypertile.zarr.codec;
