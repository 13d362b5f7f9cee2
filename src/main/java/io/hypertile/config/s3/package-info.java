/** Settings of the protocol of S3, and what they allow. */
@org.jspecify.annotations.NullMarked
package io.hypertile.config.s3;
