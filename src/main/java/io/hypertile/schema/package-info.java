/** Collections, dimensions, attributes and their JSON forms. */
@org.jspecify.annotations.NullMarked
package io.hypertile.schema;
