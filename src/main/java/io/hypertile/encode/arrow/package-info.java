/** Answers as a stream of Arrow, written from the specification of its columnar format. */
@org.jspecify.annotations.NullMarked
package io.hypertile.encode.arrow;
