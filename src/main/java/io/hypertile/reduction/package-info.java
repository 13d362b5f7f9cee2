/** Reductions of cells along axes: their texts, types and streaming accumulators. */
@org.jspecify.annotations.NullMarked
package io.hypertile.reduction;
