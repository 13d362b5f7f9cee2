package io.hypertile.partition.engine;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.partition.Partition;
import io.hypertile.partition.PartitionKey;
import io.hypertile.partition.PartitionsState;
import io.hypertile.partition.schema.GroupSchema;
import io.hypertile.store.PinnedState;
import io.hypertile.zarr.cells.NodeBatch;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Variables of a view that are made of expressions over each partition. For one thread. */
final class ViewUpdate {
  private final PartitionParts parts;
  private final RowMarks marks;
  private final ExpressedVariables variables;

  /**
   * Checks variables and expressions; nothing is read yet.
   *
   * @param parts of the view
   * @param names of the variables of view and base
   * @param marks of the rows of the base
   */
  ViewUpdate(
      PartitionParts parts, NamedVariables names, RowMarks marks, Map<String, String> texts) {
    this.parts = parts;
    this.marks = marks;
    this.variables = new ExpressedVariables(parts, names, texts, path -> target(parts, path));
  }

  private static GroupSchema.Placed target(PartitionParts parts, String path) {
    GroupSchema.Placed placed = parts.variables().get(path);
    if (placed == null) {
      throw new ServiceException(
          ErrorCode.INVALID_REQUEST,
          "The view has no variable \"%s\" of its own, which has: %s; nothing was changed."
              .formatted(path, String.join(", ", parts.variables().keySet())),
          Map.of("variable", path),
          null);
    }
    return placed;
  }

  /**
   * The changes for a state of the view.
   *
   * @param base state of the base
   * @param seen both together
   * @param state of the view
   */
  PartitionCommits.Prepared<List<PartitionKey>> prepare(
      PartitionsState base, PartitionsState seen, PinnedState state, List<PartitionKey> keys) {
    return PartitionCommits.Prepared.by(
        parts.arrays().batch(),
        keys,
        batch -> {
          Map<Partition, Map<String, NodeBatch.NewArray>> written = new LinkedHashMap<>();
          for (PartitionKey key : keys) {
            Partition partition = base.partition(key);
            if (partition.rows() > 0) {
              written.put(
                  partition,
                  variables.arrays(
                      seen, partition, batch, document -> marks.onto(document, base, partition)));
            }
          }
          return new ViewGroups(parts, state, batch).changes(written);
        });
  }
}
