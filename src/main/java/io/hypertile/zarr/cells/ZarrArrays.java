package io.hypertile.zarr.cells;

import io.hypertile.array.ArraySpec;
import io.hypertile.array.CellReader;
import io.hypertile.array.ReadAhead;
import io.hypertile.chunk.CodecPool;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.store.Revision;
import io.hypertile.store.Revisions;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.zarr.ArrayDocument;
import io.hypertile.zarr.NodeDocument;
import io.hypertile.zarr.ZarrV2;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Arrays of Zarr in a store. Thread-safe. */
public final class ZarrArrays {
  /** Advice of readers of stores far away: a request takes as long for a kilobyte as for more. */
  public static final ReadAhead FAR_AWAY = new ReadAhead(16L << 20, 4);

  private final Revisions revisions;
  private final CodecPool pool;
  private final ReadAhead advice;

  /**
   * Arrays of a store.
   *
   * @param revisions its states
   * @param pool decodes and encodes, and has the memory for that
   * @param advice {@link #FAR_AWAY}, or {@link ReadAhead#LOCAL} where reads do not wait for a
   *     network
   */
  public ZarrArrays(Revisions revisions, CodecPool pool, ReadAhead advice) {
    this.revisions = revisions;
    this.pool = pool;
    this.advice = advice;
  }

  /**
   * The array in a place, in its present state, which the caller closes.
   *
   * @throws ServiceException {@code array-not-found} if there is none; {@code corrupt-data} if its
   *     document contradicts the format; {@code unsupported-storage} if its cells are of none of
   *     the server's types, or stored in a way that is not read
   */
  public ZarrArray find(StorePrefix place) {
    ZarrState state = requireState(place);
    boolean isTaken = false;
    try {
      ZarrArray array = new ZarrArray(this, state);
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
    return cells(requireState(place));
  }

  private ZarrCells cells(ZarrState state) {
    return new ZarrCells(state, pool, advice.depth() > 1);
  }

  /** A reader that takes over a state, also when there can be none. */
  CellReader reader(ZarrState state) {
    boolean isTaken = false;
    try {
      ArraySpec spec = state.spec();
      isTaken = true;
      return new ZarrReader(cells(state), spec, advice);
    } finally {
      if (!isTaken) {
        state.close();
      }
    }
  }

  /** The present state of an array, to be closed. */
  ZarrState requireState(StorePrefix place) {
    for (String document : List.of(NodeDocument.NAME, ZarrV2.ARRAY)) {
      Optional<ZarrState> state = findState(place, place.key(document));
      if (state.isPresent()) {
        return state.get();
      }
    }
    throw new ServiceException(
        ErrorCode.ARRAY_NOT_FOUND,
        "There is no array of Zarr in this place.",
        Map.of("path", place.text()),
        null);
  }

  private Optional<ZarrState> findState(StorePrefix place, StoreKey head) {
    Revision revision = revisions.open(head);
    boolean isKept = false;
    try {
      if (revision.version().isPresent()
          && ZarrNodes.find(revision, place).orElse(null) instanceof ArrayDocument document) {
        ZarrState state = new ZarrState(revision, place, ZarrForm.of(head.text(), document));
        isKept = true;
        return Optional.of(state);
      }
      return Optional.empty();
    } finally {
      if (!isKept) {
        revision.close();
      }
    }
  }
}
