/** Imports of archives that clients send: the objects of a hierarchy of Zarr as a body. */
@NullMarked
package io.hypertile.dataset.imports.archive;

import org.jspecify.annotations.NullMarked;
