package io.hypertile.partition.schema;

import java.util.OptionalLong;

/**
 * A dimension of a group, which the groups below it have as well (zcollection-rules.md 1 to 5).
 *
 * @param name unique within its group
 * @param size positions, at least 1; empty for the axis that is cut, whose size is that of a
 *     partition
 * @param chunks positions of a chunk, at least 1; empty for all
 * @param shards kept in documents, and otherwise without effect
 */
public record DimensionSchema(
    String name, OptionalLong size, OptionalLong chunks, OptionalLong shards) {}
