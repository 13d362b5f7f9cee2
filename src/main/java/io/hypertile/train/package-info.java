/**
 * The training of the JVM, which makes a cache of loaded classes and profiles; and the requests
 * that warm a server before it is ready.
 */
@org.jspecify.annotations.NullMarked
package io.hypertile.train;
