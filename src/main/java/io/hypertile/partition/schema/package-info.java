/**
 * Schemas of partitioned collections: dimensions, variables, groups and how cells are stored, in
 * zcollection's documents.
 */
@NullMarked
package io.hypertile.partition.schema;

import org.jspecify.annotations.NullMarked;
