package io.hypertile.dataset.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.dataset.DatasetFixture;
import io.hypertile.dataset.DatasetName;
import io.hypertile.dataset.Datasets;
import io.hypertile.dataset.DatasetsState;
import io.hypertile.dataset.HeldDatasets;
import io.hypertile.dataset.NewDataset;
import io.hypertile.dataset.imports.source.Existing;
import io.hypertile.dataset.imports.source.ImportRun;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Imports of more datasets than one commit has, which end early and are resumed. */
class ImportRunTest {
  private static final int COUNT = 2 * ImportRun.STEP + 100;

  /** A source whose dataset of a number cannot be read. */
  private record Source(int damaged) implements ImportedDatasets {
    @Override
    public int count() {
      return COUNT;
    }

    @Override
    public DatasetName name(int index) {
      return new DatasetName("d" + index);
    }

    @Override
    public NewDataset dataset(int index) {
      if (index == damaged) {
        throw new ServiceException(ErrorCode.UNSUPPORTED_STORAGE, "It cannot be read.");
      }
      return DatasetFixture.declared("d" + index, DatasetFixture.floats("t", 3));
    }

    @Override
    public List<String> findings() {
      return List.of();
    }

    @Override
    public void close() {}
  }

  private static long count(Datasets datasets) {
    try (DatasetsState state = datasets.open()) {
      return state.count();
    }
  }

  @Test
  void saysHowManyWereMadeBeforeItEndedAndMakesTheOthersLater() {
    Datasets datasets = new HeldDatasets();
    int damaged = ImportRun.STEP + 200;
    assertThatThrownBy(() -> ImportRun.make(datasets, new Source(damaged), Existing.REFUSED))
        .isInstanceOfSatisfying(
            ServiceException.class,
            failure -> {
              assertThat(failure.code()).isEqualTo(ErrorCode.UNSUPPORTED_STORAGE);
              assertThat(failure.members()).containsEntry("datasets", ImportRun.STEP);
            });
    assertThat(count(datasets)).isEqualTo(ImportRun.STEP);
    assertThatThrownBy(() -> ImportRun.make(datasets, new Source(-1), Existing.REFUSED))
        .isInstanceOfSatisfying(
            ServiceException.class,
            failure -> assertThat(failure.members()).doesNotContainKey("datasets"));
    ImportRun.Outcome outcome = ImportRun.make(datasets, new Source(-1), Existing.KEPT);
    assertThat(outcome.count()).isEqualTo(COUNT - ImportRun.STEP);
    assertThat(outcome.kept()).isEqualTo(ImportRun.STEP);
    assertThat(count(datasets)).isEqualTo(COUNT);
  }

  @Test
  void nothingIsMadeWhereTheFirstStepFails() {
    Datasets datasets = new HeldDatasets();
    assertThatThrownBy(() -> ImportRun.make(datasets, new Source(200), Existing.REPLACED))
        .isInstanceOfSatisfying(
            ServiceException.class,
            failure -> assertThat(failure.members()).doesNotContainKey("datasets"));
    assertThat(count(datasets)).isZero();
  }
}
