/** ZIP archives of anybody's making that wait in a file, checked before and while they are read. */
@NullMarked
package io.hypertile.encode.archive;

import org.jspecify.annotations.NullMarked;
