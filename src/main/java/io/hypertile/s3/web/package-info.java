/** The protocol of S3 over HTTP, at {@code /s3}, for collections that are kept as Zarr. */
@org.jspecify.annotations.NullMarked
package io.hypertile.s3.web;
