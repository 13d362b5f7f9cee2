/**
 * Stores of ATLAS 0.9 to 0.14, read as they are: a document with the schemas, and for each name of
 * an array a file with layers above it, whose footers are archives of rkyv. Written from the
 * observed bytes of such stores.
 */
@NullMarked
package io.hypertile.atlas;

import org.jspecify.annotations.NullMarked;
