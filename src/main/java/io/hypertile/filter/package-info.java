/**
 * Filters and orders of arrays by their attributes: text, syntax tree, and tests bound to a schema.
 */
@org.jspecify.annotations.NullMarked
package io.hypertile.filter;
