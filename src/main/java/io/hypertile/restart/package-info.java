/**
 * Starts of the jar that use the trained program beside it. Its classes lie at the top of the jar,
 * beside the launcher's, and use the JDK alone: they run before the jars within are opened.
 */
@org.jspecify.annotations.NullMarked
package io.hypertile.restart;
