/** ZIP archives as stores that are only read: their entries are the objects. */
@NullMarked
package io.hypertile.store.archive;

import org.jspecify.annotations.NullMarked;
