/** Settings of removals, and what asks them. */
@org.jspecify.annotations.NullMarked
package io.hypertile.config.trash;
