/**
 * Kernels that turn bytes into bytes and back, with typed settings and without a file format's
 * numbers or names.
 */
@org.jspecify.annotations.NullMarked
package io.hypertile.codec;
