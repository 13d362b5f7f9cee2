/** Datasets with all their cells as files that other programs read. */
@org.jspecify.annotations.NullMarked
package io.hypertile.dataset.export;
