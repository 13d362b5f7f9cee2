package io.hypertile.dataset.table;

import io.hypertile.dataset.segment.ItemCursor;
import io.hypertile.dataset.segment.ItemKey;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.SharedState.ContentName;
import io.hypertile.store.SharedState.NotedRows;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.LongFunction;

/**
 * Rows of a table. A run is a block of the table, which a change copies.
 *
 * @param segments names of segments by their numbers
 * @param versions by numbers of last changes
 */
public record TableRows(
    Table table, IntFunction<String> segments, LongFunction<ObjectVersion> versions)
    implements NotedRows {
  @Override
  public long rows() {
    return table.rows();
  }

  @Override
  public Object numbering() {
    return table.names();
  }

  @Override
  public Object run(int number) {
    Row[][] blocks = table.blocks();
    return number < blocks.length ? blocks[number] : Table.EMPTY_BLOCK;
  }

  @Override
  public boolean isThere(long row) {
    return table.row((int) row).isDataset();
  }

  @Override
  public Optional<String> name(long row) {
    return table.row((int) row).isDataset() ? table.name((int) row) : Optional.empty();
  }

  @Override
  public long row(String name) {
    int row = table.find(name);
    return row >= 0 && table.row(row).isDataset() ? row : -1;
  }

  private int number(String array) {
    return array.isEmpty() ? 0 : table.arrays().find(array);
  }

  @Override
  public long changed(long row, String array) {
    int number = number(array);
    return number < 0 ? -1 : table.row((int) row).changed(number);
  }

  @Override
  public ObjectVersion version(long changed) {
    return versions.apply(changed);
  }

  @Override
  public Optional<ContentName> document(long row, String array) {
    int number = number(array);
    ItemCursor cursor = new ItemCursor();
    return number >= 0
            && table.row((int) row).find(ItemKey.document(number), cursor)
            && cursor.isPlace()
        ? Optional.of(
            new ContentName(segments.apply(cursor.segment()), cursor.offset(), cursor.length()))
        : Optional.empty();
  }

  @Override
  public boolean notes(long row, String array, Consumer<byte[]> reader) {
    int number = number(array);
    if (number < 0) {
      return true;
    }
    boolean[] hasAll = {true};
    table
        .row((int) row)
        .forEach(
            ItemKey.object(number, ""),
            item -> {
              if (item.kind() != ItemKey.Kind.OBJECT || item.array() != number) {
                return false;
              }
              item.note().ifPresentOrElse(reader, () -> hasAll[0] = false);
              return hasAll[0];
            });
    return hasAll[0];
  }
}
