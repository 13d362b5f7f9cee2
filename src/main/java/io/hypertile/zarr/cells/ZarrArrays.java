package io.hypertile.zarr.cells;

import io.hypertile.array.ArraySpec;
import io.hypertile.array.Precondition;
import io.hypertile.array.ReadAhead;
import io.hypertile.array.Version;
import io.hypertile.chunk.CodecPool;
import io.hypertile.error.ServiceException;
import io.hypertile.memory.MemoryShare;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.store.Revision;
import io.hypertile.store.Revisions;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.zarr.ArrayDocument;
import io.hypertile.zarr.ChunkNotes;
import io.hypertile.zarr.NodeDocument;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Arrays of Zarr in a store. Thread-safe. */
public final class ZarrArrays {
  /** Advice of readers of stores far away: a request takes as long for a kilobyte as for more. */
  public static final ReadAhead FAR_AWAY = new ReadAhead(16L << 20, 4);

  private final ZarrStates states;
  private final ScratchFiles scratch;
  private final ZarrChanges changes;
  private final ShapeChanges shapes;

  /**
   * Arrays of a store.
   *
   * @param revisions its states
   * @param pool decodes and encodes, and has the memory for that
   * @param advice {@link #FAR_AWAY}, or {@link ReadAhead#LOCAL} where reads do not wait for a
   *     network
   * @param scratch names files for cells that wait to be written
   */
  public ZarrArrays(Revisions revisions, CodecPool pool, ReadAhead advice, ScratchFiles scratch) {
    this(new ZarrStates(revisions, pool, advice, document -> {}, ChunkNotes.NONE), scratch);
  }

  private ZarrArrays(ZarrStates states, ScratchFiles scratch) {
    this.states = states;
    this.scratch = scratch;
    this.changes = new ZarrChanges(states, scratch);
    this.shapes = new ShapeChanges(states, scratch);
  }

  /**
   * The same arrays for a caller that means certain ones: whenever an array is found, also when a
   * change is made at last, its document is shown to a guard.
   *
   * @param guard throws where another array lies in the place by then; nothing has changed
   */
  public ZarrArrays guarded(Consumer<ArrayDocument> guard) {
    return new ZarrArrays(
        new ZarrStates(states.revisions(), states.pool(), states.advice(), guard, states.notes()),
        scratch);
  }

  /** The same arrays with notes on the chunks that are written from now on. */
  public ZarrArrays noting(ChunkNotes notes) {
    return new ZarrArrays(
        new ZarrStates(states.revisions(), states.pool(), states.advice(), states.guard(), notes),
        scratch);
  }

  /**
   * The array in a place, in its present state, which the caller closes.
   *
   * @throws ServiceException {@code array-not-found} if there is none; {@code corrupt-data} if its
   *     document contradicts the format; {@code unsupported-storage} if its cells are of none of
   *     the server's types, or stored in a way that is not read
   */
  public ZarrArray find(StorePrefix place) {
    ZarrState state = states.requireState(place);
    boolean isTaken = false;
    try {
      ZarrArray array = new ZarrArray(changes, state);
      isTaken = true;
      return array;
    } finally {
      if (!isTaken) {
        state.close();
      }
    }
  }

  /**
   * The array in a place, in a state that the caller keeps.
   *
   * @param states opens that state as it is seen from a head
   * @throws ServiceException as {@link #find}
   */
  public ZarrArray find(StorePrefix place, Function<StoreKey, Revision> states) {
    return new ZarrArray(changes, this.states.requireState(place, states));
  }

  /**
   * Opens the array in a place, as a state has it that the caller keeps open; empty if the place
   * has no array.
   *
   * @param states opens that state as it is seen from a head
   * @throws ServiceException as {@link #find}, but for an array that is not there
   */
  public Optional<ZarrArray> findIn(StorePrefix place, Function<StoreKey, Revision> states) {
    return this.states.findState(place, states).map(state -> new ZarrArray(changes, state));
  }

  /**
   * The array whose document the caller knows, in a state that it opened.
   *
   * @param state seen from the document; taken over, also when this throws
   * @param form what the document says in this state
   */
  public ZarrArray known(Revision state, StorePrefix place, ZarrForm form) {
    boolean isTaken = false;
    try {
      states.guard().accept(form.document());
      ZarrArray array = new ZarrArray(changes, new ZarrState(state, place, form));
      isTaken = true;
      return array;
    } finally {
      if (!isTaken) {
        state.close();
      }
    }
  }

  /** The form of an array, by its document alone. */
  public static ArraySpec spec(String name, ArrayDocument document) {
    return ZarrSpecs.of(name, ZarrForm.of(name, document));
  }

  /** Memory for cells that are decoded. */
  public MemoryShare memory() {
    return states.pool().memory();
  }

  /** New nodes that will be made by one commit. */
  public NodeBatch batch() {
    return new NodeBatch(states, changes);
  }

  /**
   * Cells of the array in a place as bytes, of whichever fixed length, in its present state; the
   * caller closes them.
   *
   * @throws ServiceException as {@link #find}
   */
  public ZarrCells cells(StorePrefix place) {
    return states.cells(states.requireState(place));
  }

  /**
   * Makes an array or a group, with nothing but its document; groups above it are not made.
   *
   * @return its version
   * @throws ServiceException {@code already-exists} if there is a node in the place; {@code
   *     forbidden} if the store is only read
   */
  public Version create(StorePrefix place, NodeDocument document) {
    try (NewNode node = begin(place)) {
      node.stage(document);
      NewNode.makeAll(List.of(node));
      return node.version();
    }
  }

  /**
   * A place in which there is no node, to make one there.
   *
   * @return to be closed
   * @throws ServiceException {@code already-exists} if there is a node in the place
   */
  public NewNode begin(StorePrefix place) {
    return NewNode.in(states.revisions(), place);
  }

  /**
   * Writes a box of the array in a place, as {@link ZarrArray#write}.
   *
   * @throws ServiceException also {@code array-not-found} if there is none
   */
  public Version write(StorePrefix place, Region box, CellSource cells, Precondition condition) {
    return changes.write(place, box, cells, condition);
  }

  /**
   * Sets a box of the array in a place to the fill value, as {@link ZarrArray#clear}.
   *
   * @throws ServiceException also {@code array-not-found} if there is none
   */
  public Version clear(StorePrefix place, Region box, Precondition condition) {
    return changes.clear(place, box, condition);
  }

  /**
   * Replaces the document of an array, with no other change between reading and writing.
   *
   * @param change takes the document and gives the new one, which may differ in its attributes; its
   *     exceptions are passed on, and nothing has changed then. Called again when another change
   *     came first
   * @throws ServiceException as {@link #resize}
   */
  public Version describe(
      StorePrefix place, UnaryOperator<ArrayDocument> change, Precondition condition) {
    return shapes.describe(place, change, condition);
  }

  /**
   * Removes the node in a place with all objects below it, also one that cannot be read. Readers
   * keep the state that they opened.
   *
   * @return false if there was none
   * @throws ServiceException {@code version-mismatch} if the condition fails, {@code forbidden} if
   *     the store is only read
   */
  public boolean delete(StorePrefix place, Precondition condition) {
    return new NodeRemoval(states).delete(place, condition);
  }

  /**
   * Removes nodes, each by itself, whatever is in their places; many at a time.
   *
   * @throws ServiceException if some were not removed, or may not have been
   */
  public void deleteAll(List<StorePrefix> places) {
    new NodeRemoval(states).deleteAll(places);
  }

  /**
   * Gives an array another shape of as many axes. Chunks outside of it are removed, and cells that
   * are cut off do not come back when it grows again: they are fill values then.
   *
   * @return its version
   * @throws ServiceException {@code version-mismatch} if the condition fails, {@code forbidden} if
   *     the array is only read, {@code shape-mismatch} for another number of axes
   */
  public Version resize(StorePrefix place, Shape shape, Precondition condition) {
    return shapes.resize(place, shape, condition);
  }

  /**
   * Makes axes of an array longer.
   *
   * @return its version
   * @throws ServiceException as {@link #resize}, and {@code shape-mismatch} if one would become
   *     shorter
   */
  public Version grow(StorePrefix place, Shape shape, Precondition condition) {
    return shapes.grow(place, shape, condition);
  }

  /**
   * Adds cells behind the last ones of an axis, which grows in the same moment. Where others append
   * as well, each addition stands in one piece behind those before it.
   *
   * @param count positions to add, at least 1
   * @param cells exactly the cells of the box that is added
   * @throws ServiceException as {@link #resize}
   */
  public Appended append(
      StorePrefix place, int axis, long count, CellSource cells, Precondition condition) {
    return shapes.append(place, new ShapeChanges.Appending(axis, count), cells, condition);
  }

  /**
   * Makes space of an array free that nothing leads to, in one commit: shards with holes, as
   * programs leave that replace their chunks one by one, are written again, and chunks outside of
   * the array are removed. Its cells stay what they are.
   *
   * @throws ServiceException as {@link #resize}; {@code corrupt-data} if a shard is damaged, and
   *     then nothing changes
   */
  public Compacted compact(StorePrefix place, Precondition condition) {
    return new Compaction(states).compact(place, condition);
  }
}
