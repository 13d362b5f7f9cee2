package io.hypertile.zarr.cells;

import io.hypertile.array.ReadAhead;
import io.hypertile.chunk.CodecPool;
import io.hypertile.error.ServiceException;
import io.hypertile.store.Revisions;
import io.hypertile.store.StorePrefix;

/** Arrays of Zarr in a store. Thread-safe. */
public final class ZarrArrays {
  /** Advice of readers of stores far away: a request takes as long for a kilobyte as for more. */
  public static final ReadAhead FAR_AWAY = new ReadAhead(16L << 20, 4);

  private final ZarrStates states;

  /**
   * Arrays of a store.
   *
   * @param revisions its states
   * @param pool decodes and encodes, and has the memory for that
   * @param advice {@link #FAR_AWAY}, or {@link ReadAhead#LOCAL} where reads do not wait for a
   *     network
   */
  public ZarrArrays(Revisions revisions, CodecPool pool, ReadAhead advice) {
    this.states = new ZarrStates(revisions, pool, advice);
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
      ZarrArray array = new ZarrArray(states, state);
      isTaken = true;
      return array;
    } finally {
      if (!isTaken) {
        state.close();
      }
    }
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
}
