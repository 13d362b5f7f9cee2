/** The protocol of S3 as its clients speak it, without storage and without a server. */
@org.jspecify.annotations.NullMarked
package io.hypertile.s3;
