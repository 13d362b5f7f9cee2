/** JSON forms of collections and attributes, and keys of arrays in addresses. */
@org.jspecify.annotations.NullMarked
package io.hypertile.schema.json;
