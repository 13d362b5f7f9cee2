/** Files that are read again when they change: when they count as changed, and what came of it. */
@org.jspecify.annotations.NullMarked
package io.hypertile.reload;
