/** Bodies with rows: variables by their paths, whatever they are written in. */
@NullMarked
package io.hypertile.partition.body;

import org.jspecify.annotations.NullMarked;
