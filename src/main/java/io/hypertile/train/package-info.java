/**
 * The training of the JVM: a cache of loaded classes and profiles, and starts that use it; and the
 * requests that warm a server before it is ready.
 */
@org.jspecify.annotations.NullMarked
package io.hypertile.train;
