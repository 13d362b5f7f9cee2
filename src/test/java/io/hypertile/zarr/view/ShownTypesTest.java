package io.hypertile.zarr.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.array.ArraySpec;
import io.hypertile.array.Axis;
import io.hypertile.array.ReadAhead;
import io.hypertile.chunk.CodecPool;
import io.hypertile.ndarray.CellTimeUnit;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.Shape;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.memory.MemoryStore;
import io.hypertile.zarr.NodeDocument;
import io.hypertile.zarr.cells.ZarrArray;
import io.hypertile.zarr.cells.ZarrArrays;
import io.hypertile.zarr.cells.ZarrStores;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** Arrays whose cells are no numbers, shown as Zarr. */
class ShownTypesTest {
  private static ArrayNodes nodes(CellType type, byte[] fill) {
    ArraySpec spec = new ArraySpec(type, FillValue.of(type, fill), List.of(new Axis.Plain("x", 5)));
    return new ArrayNodes(
        "cells",
        spec,
        new StoredForm(Shape.of(5), Optional.empty()),
        JsonMapper.shared().createObjectNode(),
        new ChunkSizes(1 << 20, 8 << 20));
  }

  /** An array made of the document that is shown has cells of the same type and fill value. */
  @Test
  void shownDocumentsSayTheTypeThatArraysOfZarrHave() {
    for (CellType type :
        List.of(
            new CellType.Truth(),
            new CellType.TimePoint(CellTimeUnit.NANOSECONDS, 1),
            new CellType.TimeSpan(CellTimeUnit.HOURS, 6),
            new CellType.FixedText(12),
            new CellType.FixedBytes(3),
            new CellType.RawBytes(5))) {
      byte[] fill = new byte[type.size()];
      fill[0] = 1;
      ArrayNodes nodes = nodes(type, fill);
      assertThat(nodes.names()).containsExactly("cells");
      MemoryStore store = new MemoryStore("test");
      CodecPool pool = ZarrStores.pool();
      ZarrArrays arrays =
          new ZarrArrays(store.revisions(), pool, ReadAhead.LOCAL, () -> Path.of("not-needed"));
      NodeDocument shown = nodes.document().consolidated().orElseThrow().get("cells");
      arrays.create(new StorePrefix("a"), shown);
      try (ZarrArray array = arrays.find(new StorePrefix("a"))) {
        assertThat(array.spec().dtype()).isEqualTo(type);
        assertThat(array.spec().fill()).isEqualTo(FillValue.of(type, fill));
      }
      store.close();
      pool.close();
    }
  }

  @Test
  void cellsOfAnyLengthAreLeftOutByName() {
    ArrayNodes nodes = nodes(new CellType.Text(), "gap".getBytes());
    assertThat(nodes.names()).isEmpty();
    assertThat(nodes.document().attributes().get("hypertile_left_out").stringValue())
        .contains("string");
  }
}
