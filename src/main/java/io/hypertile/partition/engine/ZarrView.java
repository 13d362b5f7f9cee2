package io.hypertile.partition.engine;

import io.hypertile.array.Precondition;
import io.hypertile.partition.InsertedRows;
import io.hypertile.partition.PartitionKey;
import io.hypertile.partition.PartitionsState;
import io.hypertile.partition.PartitionsView;
import io.hypertile.partition.schema.ViewForms;
import io.hypertile.store.PinnedState;
import io.hypertile.store.SharedRevisions;
import io.hypertile.store.StorePrefix;
import io.hypertile.zarr.cells.ZarrArrays;
import java.util.List;
import java.util.Map;

/** A view in zcollection's directories: groups by the paths of the base's partitions. */
public final class ZarrView implements PartitionsView {
  /** Name of the document that zcollection finds a view by. */
  public static final String DOCUMENT = "_zcollection_view.json";

  private final PartitionParts parts;
  private final NamedVariables names;
  private final RowMarks marks;
  private final PartitionCommits commits;

  /**
   * A view that is there.
   *
   * @param revisions states of its place
   * @param arrays arrays of these states
   * @param root its place
   * @param forms of its variables
   */
  public ZarrView(SharedRevisions revisions, ZarrArrays arrays, StorePrefix root, ViewForms forms) {
    this(
        PartitionParts.of(revisions, arrays, root, forms.alone()),
        new NamedVariables(PartitionParts.of(revisions, arrays, root, forms.together())),
        RowMarks.of(forms),
        false);
  }

  private ZarrView(PartitionParts parts, NamedVariables names, RowMarks marks, boolean isReadOnly) {
    this.parts = parts;
    this.names = names;
    this.marks = marks;
    this.commits = new PartitionCommits(parts.revisions(), isReadOnly);
  }

  /** The same view, which cannot be changed. */
  public ZarrView onlyRead() {
    return new ZarrView(parts, names, marks, true);
  }

  @Override
  public PartitionsState over(PartitionsState base) {
    boolean isOpen = false;
    try {
      PartitionsState state = overlaid(base, new PinnedState(parts.revisions().openAll()));
      isOpen = true;
      return state;
    } finally {
      if (!isOpen) {
        base.close();
      }
    }
  }

  private PartitionsState overlaid(PartitionsState base, PinnedState state) {
    return new OverlaidPartitions(parts, names, marks, base, state);
  }

  @Override
  public List<PartitionKey> update(
      PartitionsState base,
      Map<String, String> expressions,
      List<PartitionKey> keys,
      Precondition condition) {
    commits.requireWritable();
    ViewUpdate update = new ViewUpdate(parts, names, marks, expressions);
    return commits.commit(state -> {
      requireVersion(condition, base, keys, state);
      state.hold();
      try (PartitionsState seen = overlaid(base.share(), state)) {
        return update.prepare(base, seen, state, keys);
      }
    });
  }

  private void requireVersion(
      Precondition condition, PartitionsState base, List<PartitionKey> keys, PinnedState state) {
    if (!condition.isNone()) {
      state.hold();
      try (PartitionsState seen = overlaid(base.share(), state)) {
        condition.require(seen.version(keys));
      }
    }
  }

  @Override
  public void write(
      PartitionsState base, List<PartitionKey> keys, InsertedRows values, Precondition condition) {
    commits.requireWritable();
    ViewWrite write = new ViewWrite(parts, marks, base, keys, values);
    commits.commit(state -> {
      requireVersion(condition, base, keys, state);
      return write.prepare(state);
    });
  }
}
