/**
 * Datasets out of files of other programs: what their readers give, and the rules by which that
 * becomes a dataset. Knows no format.
 */
@NullMarked
package io.hypertile.dataset.imports;

import org.jspecify.annotations.NullMarked;
