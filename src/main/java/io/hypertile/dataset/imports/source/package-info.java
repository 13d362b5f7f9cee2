/** Imports: the files and stores that datasets are made of, opened, checked and copied. */
@NullMarked
package io.hypertile.dataset.imports.source;

import org.jspecify.annotations.NullMarked;
