/** Objects in S3 and in what speaks its protocol. The one package that knows the SDK of AWS. */
@org.jspecify.annotations.NullMarked
package io.hypertile.store.s3;
