package io.hypertile.partition.engine;

import io.hypertile.partition.schema.GroupSchema;
import io.hypertile.partition.schema.PartitionedForm;
import io.hypertile.store.SharedRevisions;
import io.hypertile.store.StorePrefix;
import io.hypertile.zarr.cells.ZarrArrays;
import java.util.Map;

/**
 * Shared parts of the classes that work on a collection.
 *
 * @param revisions states of the collection's place
 * @param arrays arrays of these states
 * @param form what the collection's document says
 * @param variables by their paths, in the order of the schema
 * @param known documents that were looked at
 * @param forms of arrays that were opened
 */
record PartitionParts(
    SharedRevisions revisions,
    ZarrArrays arrays,
    PartitionPlaces places,
    PartitionedForm form,
    Map<String, GroupSchema.Placed> variables,
    KnownDocuments known,
    KnownForms forms) {
  static PartitionParts of(
      SharedRevisions revisions, ZarrArrays arrays, StorePrefix root, PartitionedForm form) {
    return new PartitionParts(
        revisions,
        arrays,
        new PartitionPlaces(root),
        form,
        form.root().byPath(),
        new KnownDocuments(),
        new KnownForms());
  }

  VariableForm variableForm() {
    return new VariableForm(form.axis());
  }

  /** Whether a variable is the same for all partitions. */
  boolean isImmutable(GroupSchema.Placed placed) {
    return placed.variable().isImmutable(form.axis());
  }
}
