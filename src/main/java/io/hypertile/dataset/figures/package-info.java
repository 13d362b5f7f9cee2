/** Figures of cells: how many are null, the least and the greatest of the others. */
@NullMarked
package io.hypertile.dataset.figures;

import org.jspecify.annotations.NullMarked;
