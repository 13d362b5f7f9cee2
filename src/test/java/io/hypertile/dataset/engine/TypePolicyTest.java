package io.hypertile.dataset.engine;

import static io.hypertile.dataset.DatasetFixture.declared;
import static io.hypertile.dataset.DatasetFixture.definition;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.array.Precondition;
import io.hypertile.chunk.CodecPool;
import io.hypertile.dataset.ArrayDefinition;
import io.hypertile.dataset.DatasetName;
import io.hypertile.dataset.Datasets;
import io.hypertile.dataset.NewDataset;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.memory.MemoryBudget;
import io.hypertile.memory.MemoryUse;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import io.hypertile.schema.DatasetsSchema;
import io.hypertile.schema.Description;
import io.hypertile.store.Revisions;
import io.hypertile.store.memory.MemoryStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TypePolicyTest {
  @TempDir private Path scratch;

  private static ArrayDefinition of(CellType type) {
    return definition("t", type, List.of(1L), List.of(1L), Optional.empty());
  }

  private Datasets open(CodecPool pool, boolean isStrict) {
    Revisions revisions = new MemoryStore("test").revisions();
    TreeDatasets.make(revisions);
    DatasetsSchema schema =
        new DatasetsSchema(
            DatasetsSchema.Layout.TREE,
            new DatasetsSchema.Compression.None(),
            isStrict,
            Optional.empty(),
            false,
            Description.NONE);
    return TreeDatasets.open(revisions, pool, scratch, schema);
  }

  private static void refuses(Datasets datasets, NewDataset dataset) {
    assertThatThrownBy(() -> datasets.create(List.of(dataset), false))
        .isInstanceOfSatisfying(
            ServiceException.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_SCHEMA));
  }

  @Test
  void refusesTypesThatCannotBeMergedUntilTheOthersAreGone() {
    try (CodecPool pool = new CodecPool(MemoryBudget.only(MemoryUse.CHUNKS, 64L << 20))) {
      Datasets datasets = open(pool, true);
      datasets.create(List.of(declared("a", of(DType.INT16))), false);
      datasets.create(List.of(declared("b", of(DType.FLOAT32))), false);
      refuses(datasets, declared("c", of(new CellType.Text())));
      refuses(datasets, declared("c", of(new CellType.Truth())));
      datasets.create(List.of(declared("c")), false);
      assertThatThrownBy(() ->
              datasets.define(
                  new DatasetName("c"),
                  new NewDataset.NewArray(of(new CellType.Text()), Optional.empty())))
          .isInstanceOf(ServiceException.class);
      datasets.delete(new DatasetName("a"), Precondition.NONE);
      refuses(datasets, declared("d", of(new CellType.Text())));
      datasets.delete(new DatasetName("b"), Precondition.NONE);
      datasets.create(List.of(declared("d", of(new CellType.Text()))), false);
    }
  }

  @Test
  void keepsThemApartWhereItIsNotAskedFor() {
    try (CodecPool pool = new CodecPool(MemoryBudget.only(MemoryUse.CHUNKS, 64L << 20))) {
      Datasets datasets = open(pool, false);
      datasets.create(
          List.of(declared("a", of(DType.INT16)), declared("b", of(new CellType.Text()))), false);
      assertThat(datasets.open().count()).isEqualTo(2);
    }
  }
}
