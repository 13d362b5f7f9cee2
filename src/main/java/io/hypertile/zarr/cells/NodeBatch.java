package io.hypertile.zarr.cells;

import io.hypertile.chunk.HelpedWork;
import io.hypertile.memory.MemoryShare;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.WholeCells;
import io.hypertile.store.KeyChange;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.Revisions;
import io.hypertile.store.StagedObject;
import io.hypertile.store.StorePrefix;
import io.hypertile.zarr.ArrayDocument;
import io.hypertile.zarr.ChunkNotes;
import io.hypertile.zarr.NodeDocument;
import java.io.IOException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
    private final KeyChange document;

    private NewArray(ArrayCommit commit, KeyChange document) {
      this.commit = commit;
      this.document = document;
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

  private KeyChange document(StorePrefix place, byte[] bytes) {
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
    Known own = known.get(document);
    if (own == null) {
      ZarrForm form = ZarrForm.of(place.key(NodeDocument.NAME).text(), document);
      form.requireWritable();
      own = new Known(form, document.bytes());
      known.put(document, own);
    }
    ZarrForm form = own.form;
    ArrayCommit commit = new ArrayCommit(states, place, form, stage::stage);
    arrays.add(commit);
    cells.ifPresent(source ->
        NodeCommits.changing(() -> {
          take(commit, form, source);
          return commit;
        }));
    return new NewArray(commit, document(place, own.bytes));
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

  /**
   * Encodes new arrays of one small chunk each, many at a time: threads take several of them, so
   * that none of them waits for a thread by itself. Cells are taken in one array after the other.
   * For one thread; must be closed.
   */
  private static final class SmallArrays implements AutoCloseable {
    private static final long LARGEST = 8L << 20;
    private static final long MOST_BYTES = 24L << 20;

    /** Bytes of arrays that one thread takes at a time, unless one has more. */
    private static final long PART_BYTES = 1L << 20;

    private static final int MOST = 4_096;
    private static final int PART = 16;

    private final ZarrStates states;
    private final ScratchFiles scratch;
    private final List<Small> waiting = new ArrayList<>();
    private long bytes;

    /**
     * An array whose cells were taken in, or lie where they can be read from.
     *
     * @param commit takes its chunk
     * @param check comes before the cells are read
     */
    private record Small(
        ArrayCommit commit, ZarrForm form, BodyCells.Taken cells, Runnable check) {}

    SmallArrays(ZarrStates states, ScratchFiles scratch) {
      this.states = states;
      this.scratch = scratch;
    }

    /** Whether an array is of one small chunk. */
    static boolean isSmall(ZarrForm form) {
      return !form.isAnyLength()
          && form.shards().isEmpty()
          && form.grid().counts().cells() == 1
          && form.grid().chunkShape().cells() <= LARGEST / form.cellBytes();
    }

    /** Takes an array whose cells lie where they can be read from when it is encoded. */
    void add(ArrayCommit commit, ZarrForm form, WholeCells lying) {
      if (waiting.size() == MOST) {
        finish();
      }
      CellBlock cells = CellBlock.of(lying.cells());
      waiting.add(new Small(commit, form, new BodyCells.Taken(cells, () -> {}), lying.check()));
    }

    /** Takes in the cells of an array, which is encoded when there are enough of them. */
    void add(ArrayCommit commit, ZarrForm form, BodyCells body) throws IOException {
      long size = form.grid().shape().cells() * form.cellBytes();
      if (bytes + size > MOST_BYTES || waiting.size() == MOST) {
        finish();
      }
      MemoryShare memory = states.pool().memory();
      Optional<BodyCells.Taken> taken = body.tryTake(form.grid().shape().cells(), memory);
      if (taken.isEmpty()) {
        // Nobody waits for memory while holding what others wait for.
        finish();
        taken = Optional.of(body.take(form.grid().shape().cells(), memory, scratch));
      }
      waiting.add(new Small(commit, form, taken.get(), () -> {}));
      bytes += size;
      body.requireEnd();
    }

    /** Encodes all that wait. */
    void finish() {
      try {
        List<List<Small>> parts = parts();
        if (parts.size() == 1) {
          encode(waiting);
        } else if (parts.size() > 1) {
          new HelpedWork(states.pool(), parts.size(), part -> encode(parts.get(part))).run();
        }
      } finally {
        close();
      }
    }

    /** Arrays that wait, in stretches that threads take. */
    private List<List<Small>> parts() {
      List<List<Small>> parts = new ArrayList<>();
      int first = 0;
      long own = 0;
      for (int i = 0; i < waiting.size(); i++) {
        ZarrForm form = waiting.get(i).form;
        own += form.grid().shape().cells() * form.cellBytes();
        if (own >= PART_BYTES || i + 1 - first == PART || i + 1 == waiting.size()) {
          parts.add(waiting.subList(first, i + 1));
          first = i + 1;
          own = 0;
        }
      }
      return parts;
    }

    private void encode(List<Small> arrays) {
      Map<ZarrForm, ObjectEncoder> encoders = new IdentityHashMap<>();
      try {
        for (Small array : arrays) {
          ZarrForm form = array.form;
          ObjectEncoder encoder =
              encoders.computeIfAbsent(
                  form, same -> new ObjectEncoder(form, false, states.pool().memory()));
          encode(array, encoder);
        }
      } finally {
        encoders.values().forEach(ObjectEncoder::close);
      }
    }

    private void encode(Small array, ObjectEncoder encoder) {
      array.check.run();
      ZarrForm form = array.form;
      Region whole = Region.whole(form.grid().shape());
      NewCells cells = ZarrChanges.alone(form, new Overlay.Cells(whole, array.cells.cells()));
      Optional<ChunkNotes.Maker> notes = states.notes().of(form.document());
      List<Optional<byte[]>> note = new ArrayList<>(1);
      var encoded = encoder.encode(whole, cells, notes, note::add);
      array.commit.put(
          whole.startArray(), encoded.bytes(), note.isEmpty() ? Optional.empty() : note.getFirst());
    }

    /** Frees the cells that wait. */
    @Override
    public void close() {
      waiting.forEach(array -> array.cells.close());
      waiting.clear();
      bytes = 0;
    }
  }
}
