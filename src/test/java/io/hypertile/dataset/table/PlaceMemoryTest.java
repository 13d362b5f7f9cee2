package io.hypertile.dataset.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.dataset.segment.Item;
import io.hypertile.dataset.segment.ItemKey;
import io.hypertile.dataset.segment.ItemValue;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlaceMemoryTest {
  private static final ItemValue.Place PLACE = new ItemValue.Place(1, 2, 3, 4, new byte[] {5});
  private static final PlaceMemory.Places PLACES = PlaceMemory.Places.of(PLACE, PLACE);

  private final PlaceMemory memory = new PlaceMemory(4 * PlaceMemory.BLOCK_BYTES);

  /** A table with another item in a row. */
  private static Table with(Table before, int row) {
    TableChange change = new TableChange(before);
    change.apply(change.row("dataset" + row), List.of(new Item(ItemKey.document(0), PLACE)));
    return change.make();
  }

  private static Table of(int rows) {
    TableChange change = new TableChange(Table.empty());
    for (int row = 0; row < rows; row++) {
      change.apply(change.row("dataset" + row), List.of(new Item(ItemKey.document(0), PLACE)));
    }
    return change.make();
  }

  @Test
  void placesCountForTheirBlockAndNoOther() {
    Table table = of(2 * Table.BLOCK);
    memory.block(table, 1, 7).keep(7, PLACES);
    memory.block(table, 1, Table.BLOCK).keep(Table.BLOCK, PLACES);

    assertThat(memory.block(table, 1, 8).find(7)).isSameAs(PLACES);
    assertThat(memory.block(table, 1, 8).find(8)).isNull();
    assertThat(memory.block(table, 2, 7).find(7)).isNull();
    assertThat(memory.block(of(2 * Table.BLOCK), 1, 7).find(7)).isNull();

    Table changed = with(table, 8);
    assertThat(memory.block(changed, 1, 7).find(7)).isNull();
    assertThat(memory.block(changed, 1, Table.BLOCK).find(Table.BLOCK)).isSameAs(PLACES);
    assertThat(memory.block(table, 1, 7).find(7)).isNull();
  }

  @Test
  void nothingIsKnownOfAnOrdinalWhoseRowWasNeverPut() {
    TableChange change = new TableChange(of(Table.BLOCK));
    int row = change.row("unused");
    Table table = change.make();
    assertThat(table.find("unused")).isEqualTo(row);
    assertThat(table.row(row)).isSameAs(Row.EMPTY);
    assertThat(memory.block(table, 1, row).find(row)).isNull();
  }

  @Test
  void blocksUsedLongestAgoGoFirst() {
    Table table = of(1);
    memory.block(table, 1, 0).keep(0, PLACES);
    memory.block(table, 2, 0).keep(0, PLACES);
    memory.block(table, 3, 0);
    memory.block(table, 4, 0);
    memory.block(table, 1, 0);
    memory.block(table, 5, 0);

    assertThat(memory.size()).isEqualTo(4);
    assertThat(memory.block(table, 1, 0).find(0)).isSameAs(PLACES);
    assertThat(memory.block(table, 2, 0).find(0)).isNull();
  }

  @Test
  void notesAreNotKept() {
    assertThat(PLACES.document().note()).isNull();
    assertThat(PLACES.chunk()).isEqualTo(new ItemValue.Place(1, 2, 3, 4, null));
    assertThat(PlaceMemory.Places.of(PLACE, null).chunk()).isNull();
  }
}
