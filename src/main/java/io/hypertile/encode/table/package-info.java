/** Tables of rows of values of different types, written row by row. */
@org.jspecify.annotations.NullMarked
package io.hypertile.encode.table;
