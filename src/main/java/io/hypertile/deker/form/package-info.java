/**
 * Deker's spelling of what a collection is: documents, metadata of arrays, names of directories.
 */
@org.jspecify.annotations.NullMarked
package io.hypertile.deker.form;
