/** JSON documents read within bounds: trees with a place for every fault. */
@org.jspecify.annotations.NullMarked
package io.hypertile.json;
