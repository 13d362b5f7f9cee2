/** The training of the JVM: a cache of loaded classes and profiles, and starts that use it. */
@org.jspecify.annotations.NullMarked
package io.hypertile.train;
