package io.hypertile.partition.schema;

import io.hypertile.partition.Partitioning;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * Everything that the document of a partitioned collection says. Its maker has checked it. The
 * nodes are not to be changed.
 *
 * @param axis dimension of the top group that is cut
 * @param partitioning how it is cut
 * @param hasCatalog whether the paths of all partitions are kept in one document
 * @param root the group at the top
 * @param extras members for other programs
 */
public record PartitionedForm(
    String axis,
    Partitioning partitioning,
    boolean hasCatalog,
    GroupSchema root,
    Optional<ObjectNode> extras) {}
