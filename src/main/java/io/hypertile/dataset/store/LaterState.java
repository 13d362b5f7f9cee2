package io.hypertile.dataset.store;

import io.hypertile.dataset.table.Table;
import io.hypertile.dataset.table.TableChange;
import io.hypertile.store.Revision;
import io.hypertile.store.StorePrefix;
import java.util.List;

/** A state that another server has made, as far as it is read. Used once: made, or dropped. */
sealed interface LaterState {
  /**
   * The state, with one holder. No other state of the collection is made meanwhile.
   *
   * @throws IllegalArgumentException if it does not follow the state that it was read for
   */
  Snapshot make();

  /** Gives up what is held. */
  void drop();

  /** A dataset of an index. */
  record LoadedRow(int row, byte[] name, byte[] items) {}

  /** A state that was read from its beginning. */
  record Whole(Snapshot make) implements LaterState {
    @Override
    public void drop() {
      make.release();
    }
  }

  /**
   * A state that follows one by some segments.
   *
   * @param before table of that one
   * @param head all segments with their numbers
   * @param rows of those that came, oldest first
   */
  record Following(
      Table before, HeadDocument head, StorePrefix place, Revision objects, List<LoadedRow> rows)
      implements LaterState {
    @Override
    public Snapshot make() {
      TableChange table = new TableChange(before);
      rows.forEach(each -> table.load(each.row(), each.name(), each.items()));
      return new Snapshot(table.make(), head, place, objects);
    }

    @Override
    public void drop() {
      objects.close();
    }
  }
}
