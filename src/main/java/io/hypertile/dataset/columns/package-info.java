/** Facts of very many datasets in columns, kept true by the numbers of their last changes. */
@NullMarked
package io.hypertile.dataset.columns;

import org.jspecify.annotations.NullMarked;
