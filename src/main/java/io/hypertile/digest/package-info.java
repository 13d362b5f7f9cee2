/** Digests of bytes, as names and versions are made of them. */
@org.jspecify.annotations.NullMarked
package io.hypertile.digest;
