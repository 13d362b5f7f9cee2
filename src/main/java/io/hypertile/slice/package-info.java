/** The slice language: text to syntax tree to selection. */
@org.jspecify.annotations.NullMarked
package io.hypertile.slice;
