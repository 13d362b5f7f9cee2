/**
 * Segments: files of what one commit of datasets wrote, each a plain ZIP with a hierarchy of Zarr
 * and an index of it at the end. Their format, written and read.
 */
@NullMarked
package io.hypertile.dataset.segment;

import org.jspecify.annotations.NullMarked;
