/**
 * The index of arrays by their attributes, rebuilt from the files whenever it is not to be trusted.
 */
@org.jspecify.annotations.NullMarked
package io.hypertile.catalog;
