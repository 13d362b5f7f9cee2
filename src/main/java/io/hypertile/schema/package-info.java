/** Collections, dimensions, attributes: types alone, without their JSON forms. */
@org.jspecify.annotations.NullMarked
package io.hypertile.schema;
