package io.hypertile.zarr.cells;

import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.WholeCells;
import io.hypertile.store.KeyChange;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.Revisions;
import io.hypertile.store.StagedObject;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.zarr.ArrayDocument;
import io.hypertile.zarr.NodeDocument;
import java.io.IOException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * New nodes that wait for one commit, their cells encoded as they come. For one thread; must be
 * closed, which gives up what was not committed.
 */
public final class NodeBatch implements AutoCloseable {
  private final ZarrStates states;
  private final ZarrChanges changes;
  private final Revisions.Batch stage;
  private final List<ArrayCommit> arrays = new ArrayList<>();
  private final List<StagedObject> documents = new ArrayList<>();
  private final SmallArrays small;
  private final Map<NodeDocument, Known> known = new IdentityHashMap<>();

  /** A document with what was made of it. */
  private record Known(ZarrForm form, byte[] bytes) {}

  /** An array that waits for the commit. */
  public static final class NewArray {
    private final ArrayCommit commit;
    private final KeyChange.Put document;
    private final ZarrForm form;

    private NewArray(ArrayCommit commit, KeyChange.Put document, ZarrForm form) {
      this.commit = commit;
      this.document = document;
      this.form = form;
    }

    /** Key of its document. */
    public StoreKey key() {
      return document.key();
    }

    /** Form of the array, as its document says it. */
    public ZarrForm form() {
      return form;
    }

    /**
     * The version of its document when the commit is made; empty where the store does not tell it
     * without a look.
     */
    public Optional<ObjectVersion> version() {
      return document.body().version();
    }

    /**
     * Objects of an array in its place that stay as they are; all of them when the batch is
     * finished.
     */
    public Set<StoreKey> kept() {
      return commit.kept();
    }

    /** Changes that make it where there is none; all of them when the batch is finished. */
    public List<KeyChange> changes() {
      List<KeyChange> made = new ArrayList<>(commit.changes());
      made.add(document);
      return made;
    }
  }

  NodeBatch(ZarrStates states, ZarrChanges changes) {
    this.states = states;
    this.changes = changes;
    this.stage = states.revisions().openBatch();
    this.small = new SmallArrays(states, changes.scratch());
  }

  /** Change that puts the document of a node. */
  public KeyChange document(StorePrefix place, NodeDocument document) {
    return document(place, document.bytes());
  }

  private KeyChange.Put document(StorePrefix place, byte[] bytes) {
    StagedObject staged = stage.stageHead(ObjectBody.of(bytes));
    documents.add(staged);
    return new KeyChange.Put(place.key(NodeDocument.NAME), staged);
  }

  /**
   * Changes that make an array where there is none, which is encoded at once.
   *
   * @param cells all cells of its shape; empty for none
   * @throws io.hypertile.error.ServiceException as {@link #add}
   */
  public List<KeyChange> array(
      StorePrefix place, ArrayDocument document, Optional<CellSource> cells) {
    NewArray made = add(place, document, cells);
    finish();
    return made.changes();
  }

  /**
   * An array that is made where there is none, encoded with others when the batch is finished.
   *
   * @param document understood once where arrays share it
   * @param cells all cells of its shape; empty for none
   * @throws io.hypertile.error.ServiceException {@code unsupported-storage} if cells of the
   *     document are not written, {@code shape-mismatch} if there are more or less cells
   */
  public NewArray add(StorePrefix place, ArrayDocument document, Optional<CellSource> cells) {
    Known own = known(place, document);
    ArrayCommit commit = commit(place, own);
    cells.ifPresent(source ->
        NodeCommits.changing(() -> {
          take(commit, own.form, source);
          return commit;
        }));
    return made(commit, place, own);
  }

  /**
   * An array whose cells are read when they are encoded, perhaps when the batch is finished, and by
   * several threads.
   *
   * @param document of cells of one size; understood once where arrays share it
   * @param cells gives those of its shape; closed when they have been read, and with the batch
   * @throws io.hypertile.error.ServiceException {@code unsupported-storage} if cells of the
   *     document are not written, and what reading cells throws
   */
  public NewArray add(StorePrefix place, ArrayDocument document, NewCells cells) {
    Known own = known(place, document);
    ArrayCommit commit = commit(place, own);
    if (SmallArrays.isSmall(own.form)) {
      small.add(commit, own.form, cells);
    } else {
      NodeCommits.changing(() -> {
        try (cells) {
          changes.fill(commit, own.form, cells);
        }
        return commit;
      });
    }
    return made(commit, place, own);
  }

  private Known known(StorePrefix place, ArrayDocument document) {
    Known own = known.get(document);
    if (own == null) {
      ZarrForm form = ZarrForm.of(place.key(NodeDocument.NAME).text(), document);
      form.requireWritable();
      own = new Known(form, document.bytes());
      known.put(document, own);
    }
    return own;
  }

  private NewArray made(ArrayCommit commit, StorePrefix place, Known known) {
    return new NewArray(commit, document(place, known.bytes), known.form);
  }

  private ArrayCommit commit(StorePrefix place, Known known) {
    ArrayCommit commit = new ArrayCommit(states, place, known.form, stage::stage);
    arrays.add(commit);
    return commit;
  }

  private void take(ArrayCommit commit, ZarrForm form, CellSource source) throws IOException {
    Region whole = Region.whole(form.grid().shape());
    Optional<WholeCells> lying =
        form.isAnyLength()
            ? Optional.empty()
            : source
                .whole()
                .filter(found ->
                    found.cells().byteSize() == form.grid().shape().cells() * form.cellBytes());
    boolean isSmall = SmallArrays.isSmall(form);
    if (lying.isPresent() && isSmall) {
      small.add(commit, form, lying.get());
    } else if (lying.isPresent()) {
      changes.fill(commit, form, lying.get());
    } else if (isSmall) {
      small.add(commit, form, form.body(source, whole));
    } else {
      changes.fill(commit, form, form.body(source, whole));
    }
  }

  /** Encodes what is not yet encoded; to be called before the changes of arrays are asked for. */
  public void finish() {
    small.finish();
  }

  @Override
  public void close() {
    small.close();
    arrays.forEach(ArrayCommit::close);
    documents.forEach(StagedObject::close);
    stage.close();
  }
}
