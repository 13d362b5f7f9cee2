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
import io.hypertile.zarr.ChunkNotes;
import io.hypertile.zarr.NodeDocument;
import io.hypertile.zarr.ZarrV2;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Finds arrays of a store in their present states.
 *
 * @param revisions states of the store
 * @param pool decodes and encodes, and has the memory for that
 * @param advice of readers
 * @param guard throws for arrays that are not the ones meant, though they lie in their places
 * @param notes on chunks that are written
 */
record ZarrStates(
    Revisions revisions,
    CodecPool pool,
    ReadAhead advice,
    Consumer<ArrayDocument> guard,
    ChunkNotes notes) {
  /** Cells of a state, which they take over. */
  ZarrCells cells(ZarrState state) {
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
    return requireState(place, revisions::open);
  }

  /** An array in a state that others keep, to be closed. */
  ZarrState requireState(StorePrefix place, Function<StoreKey, Revision> opening) {
    return findState(place, opening)
        .orElseThrow(() ->
            new ServiceException(
                ErrorCode.ARRAY_NOT_FOUND,
                "There is no array of Zarr in this place.",
                Map.of("path", place.text()),
                null));
  }

  /**
   * Opens an array as a state has it that others keep open, for the caller to close; empty if the
   * place has no array.
   */
  Optional<ZarrState> findState(StorePrefix place, Function<StoreKey, Revision> opening) {
    for (String document : List.of(NodeDocument.NAME, ZarrV2.ARRAY)) {
      Optional<ZarrState> state = findState(place, opening.apply(place.key(document)));
      if (state.isPresent()) {
        return state;
      }
    }
    return Optional.empty();
  }

  private Optional<ZarrState> findState(StorePrefix place, Revision revision) {
    boolean isKept = false;
    try {
      if (revision.version().isPresent()
          && ZarrNodes.find(revision, place).orElse(null) instanceof ArrayDocument document) {
        guard.accept(document);
        ZarrState state =
            new ZarrState(revision, place, ZarrForm.of(revision.head().text(), document));
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
