package io.hypertile.zarr.cells;

import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.Region;
import io.hypertile.store.KeyChange;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.StagedObject;
import io.hypertile.store.StorePrefix;
import io.hypertile.zarr.ArrayDocument;
import io.hypertile.zarr.NodeDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * New nodes that wait for one commit, their cells encoded as they come. For one thread; must be
 * closed, which gives up what was not committed.
 */
public final class NodeBatch implements AutoCloseable {
  private final ZarrStates states;
  private final ZarrChanges changes;
  private final List<ArrayCommit> arrays = new ArrayList<>();
  private final List<StagedObject> documents = new ArrayList<>();

  NodeBatch(ZarrStates states, ZarrChanges changes) {
    this.states = states;
    this.changes = changes;
  }

  /** Change that puts the document of a node. */
  public KeyChange document(StorePrefix place, NodeDocument document) {
    StagedObject staged = states.revisions().stageHead(ObjectBody.of(document.bytes()));
    documents.add(staged);
    return new KeyChange.Put(place.key(NodeDocument.NAME), staged);
  }

  /**
   * Changes that make an array where there is none.
   *
   * @param cells all cells of its shape; empty for none
   * @throws io.hypertile.error.ServiceException {@code unsupported-storage} if cells of the
   *     document are not written, {@code shape-mismatch} if there are more or less cells
   */
  public List<KeyChange> array(
      StorePrefix place, ArrayDocument document, Optional<CellSource> cells) {
    ZarrForm form = ZarrForm.of(place.key(NodeDocument.NAME).text(), document);
    form.requireWritable();
    ArrayCommit commit = new ArrayCommit(states, place, form);
    arrays.add(commit);
    cells.ifPresent(source ->
        NodeCommits.changing(() -> {
          changes.fill(commit, form, form.body(source, Region.whole(form.grid().shape())));
          return commit;
        }));
    List<KeyChange> made = new ArrayList<>(commit.changes());
    made.add(document(place, document));
    return made;
  }

  @Override
  public void close() {
    arrays.forEach(ArrayCommit::close);
    documents.forEach(StagedObject::close);
  }
}
