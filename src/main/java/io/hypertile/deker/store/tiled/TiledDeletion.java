package io.hypertile.deker.store.tiled;

import io.hypertile.array.Precondition;
import io.hypertile.deker.store.files.ArrayLinks;
import io.hypertile.deker.store.files.KeyedFiles;
import io.hypertile.deker.store.files.LockStack;
import io.hypertile.engine.StoredArray;
import io.hypertile.error.CorruptDataException;
import io.hypertile.journal.Journal;
import io.hypertile.journal.change.Change;
import io.hypertile.journal.change.Transaction;
import io.hypertile.ndarray.Region;
import io.hypertile.schema.ArrayId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Removes virtual arrays with all their tiles, as one record of the log (deker-rules.md 136). */
final class TiledDeletion {
  private final TiledStates states;
  private final TileChanges changes;
  private final KeyedFiles keyedFiles;
  private final Journal journal;

  /**
   * Deletions.
   *
   * @param keyedFiles those of the documents
   */
  TiledDeletion(TiledStates states, TileChanges changes, KeyedFiles keyedFiles, Journal journal) {
    this.states = states;
    this.changes = changes;
    this.keyedFiles = keyedFiles;
    this.journal = journal;
  }

  /**
   * Removes an array that is there.
   *
   * @param condition the condition on its version
   * @param held the locks for that; those of its tiles are added
   */
  void delete(VirtualArray array, Precondition condition, LockStack held) throws IOException {
    Map<Long, Optional<ArrayId>> tiles = new LinkedHashMap<>();
    for (long number : states.tiles.numbers(array, Region.whole(array.tiling().array()))) {
      tiles.put(number, states.tiles.find(array, number));
    }
    TileLocks.addTiles(held, array, tiles.values());
    Map<Long, Optional<Path>> files = new LinkedHashMap<>();
    tiles.forEach(
        (number, tile) -> files.put(number, tile.map(id -> states.tiles.path(array, id))));
    // Tiles are not opened only to be removed, so readers that come now wait.
    try (TileWriting writing = states.begin(array, new TileWriting.Extent(files, true, true))) {
      StoredArray stored = states.read(array);
      condition.require(stored.version());
      List<String> keyPath = ArrayLinks.keyPath(array.collection(), stored.header().primary());
      Transaction transaction = removal(array, tiles, Optional.of(keyPath));
      writing.commit(modified -> journal.commit(transaction));
    } catch (CorruptDataException e) {
      // A damaged array can be deleted too; its link stays behind and is passed over.
      journal.commit(removal(array, tiles, Optional.empty()));
    }
  }

  private Transaction removal(
      VirtualArray array, Map<Long, Optional<ArrayId>> tiles, Optional<List<String>> keyPath)
      throws IOException {
    List<Change> all = new ArrayList<>();
    for (Map.Entry<Long, Optional<ArrayId>> tile : tiles.entrySet()) {
      long number = tile.getKey();
      all.addAll(
          tile.getValue().isEmpty()
              ? changes.removeStale(array, number)
              : changes.remove(array, number, tile.getValue().get(), Integer.MAX_VALUE).changes());
    }
    all.addAll(keyedFiles.removal(array.collection(), array.id(), keyPath));
    return new Transaction(all);
  }
}
