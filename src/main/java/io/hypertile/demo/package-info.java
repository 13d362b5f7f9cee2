/** Sample collections for a first look, made on an empty storage when {@code hypertile.demo} is set. */
@NullMarked
package io.hypertile.demo;

import org.jspecify.annotations.NullMarked;
