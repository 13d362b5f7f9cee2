/** The Zarr hierarchy over HTTP: documents, chunks and index pages, only to be read. */
@org.jspecify.annotations.NullMarked
package io.hypertile.zarr.web;
