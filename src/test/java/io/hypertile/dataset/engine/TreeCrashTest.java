package io.hypertile.dataset.engine;

import static io.hypertile.dataset.DatasetFixture.bytes;
import static io.hypertile.dataset.DatasetFixture.declared;
import static io.hypertile.dataset.DatasetFixture.definition;
import static io.hypertile.dataset.DatasetFixture.filled;
import static io.hypertile.dataset.DatasetFixture.floats;
import static io.hypertile.dataset.DatasetFixture.read;
import static io.hypertile.dataset.DatasetFixture.source;

import io.hypertile.StorageDirectories;
import io.hypertile.array.CellArray;
import io.hypertile.array.Precondition;
import io.hypertile.chunk.CodecPool;
import io.hypertile.dataset.ArrayName;
import io.hypertile.dataset.DatasetName;
import io.hypertile.dataset.Datasets;
import io.hypertile.dataset.DatasetsState;
import io.hypertile.dataset.NewDataset;
import io.hypertile.dataset.TypedAttributes;
import io.hypertile.dataset.TypedValue;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Region;
import io.hypertile.store.CrashedChanges;
import io.hypertile.store.Revisions;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Power losses at every moment of random changes of datasets: all datasets together are as they
 * were before a change or after it, and what was acknowledged is there.
 */
@StorageDirectories.InMemory
@Timeout(300)
class TreeCrashTest {
  private static final int CHANGES = 16;
  private static final int NAMES = 3;
  private static final ArrayName T = new ArrayName("t");

  @TempDir(factory = StorageDirectories.class)
  Path directory;

  @TempDir(factory = StorageDirectories.class)
  Path scratch;

  private static DatasetName name(Random random) {
    return new DatasetName("d" + random.nextInt(NAMES));
  }

  /** Everything that can be read, as texts. */
  private static Map<String, String> look(Datasets datasets) {
    Map<String, String> found = new TreeMap<>();
    try (DatasetsState state = datasets.open()) {
      state.forEach(
          -1,
          Long.MAX_VALUE,
          each -> {
            found.put(each.name().text(), each.attributes().toString());
            each.arrays()
                .forEach(array -> {
                  try (CellArray cells = state.array(each.name(), array.definition().name())) {
                    found.put(
                        each.name() + "/" + array.definition().name(),
                        HexFormat.of().formatHex(read(cells)) + " " + array.statistics());
                  }
                });
          });
    }
    return found;
  }

  private static boolean has(Datasets datasets, DatasetName name) {
    try (DatasetsState state = datasets.open()) {
      return state.find(name).isPresent();
    }
  }

  private static NewDataset dataset(DatasetName name, Random random) {
    float[] values = new float[6];
    for (int at = 0; at < values.length; at++) {
      values[at] = random.nextInt(9);
    }
    return new NewDataset(
        name, TypedAttributes.NONE, List.of(filled(floats("t", 6), bytes(values))));
  }

  /** The same dataset whose array is one cell: its chunk is a file where a directory was. */
  private static NewDataset single(DatasetName name, Random random) {
    return new NewDataset(
        name,
        TypedAttributes.NONE,
        List.of(
            filled(
                definition("t", DType.FLOAT32, List.of(), List.of(), Optional.empty()),
                bytes(1 + random.nextInt(9)))));
  }

  private static boolean isSingle(Datasets datasets, DatasetName name) {
    try (DatasetsState state = datasets.open()) {
      return state.find(name).orElseThrow().find(T).orElseThrow().definition().shape().rank() == 0;
    }
  }

  private static void change(Datasets datasets, Random random) {
    DatasetName name = name(random);
    if (!has(datasets, name)) {
      datasets.create(List.of(dataset(name, random)), false);
      return;
    }
    if (isSingle(datasets, name)) {
      datasets.create(List.of(dataset(name, random)), true);
      return;
    }
    switch (random.nextInt(8)) {
      case 6, 7 -> datasets.create(List.of(single(name, random)), true);
      case 0 -> datasets.delete(name, Precondition.NONE);
      case 1 ->
          datasets.describe(
              name,
              Map.of("n", Optional.of(new TypedValue.Text("v" + random.nextInt(99)))),
              Precondition.NONE);
      case 2 ->
          datasets.create(
              List.of(
                  dataset(name, random),
                  dataset(new DatasetName("d" + (NAMES + random.nextInt(2))), random)),
              true);
      case 3 -> {
        ArrayName extra = new ArrayName("extra");
        try (DatasetsState state = datasets.open()) {
          if (state.find(name).orElseThrow().find(extra).isPresent()) {
            datasets.deleteArray(name, extra, Precondition.NONE);
          } else {
            datasets.define(name, filled(floats("extra", 2), bytes(1, 2)));
          }
        }
      }
      case 4 ->
          datasets.append(
              new Datasets.Addition(name, T, "d0"), 2, source(bytes(7, 8)), Precondition.NONE);
      default -> {
        try (DatasetsState state = datasets.open();
            CellArray array = state.array(name, T)) {
          array.write(
              Region.of(new long[] {1}, new long[] {6}),
              source(bytes(random.nextInt(9), 2, 3, 4, 5)),
              Precondition.NONE);
        }
      }
    }
  }

  /** A tree of datasets that is changed, and files beside it. */
  private record Changed(Path scratch) implements CrashedChanges.Model {
    @Override
    public void make(Revisions revisions, CodecPool pool) {
      TreeDatasets.make(revisions);
      TreeDatasets.open(revisions, pool, scratch).create(List.of(declared("first")), false);
    }

    @Override
    public CrashedChanges.Content open(Revisions revisions, CodecPool pool) {
      Datasets datasets = TreeDatasets.open(revisions, pool, scratch);
      return new CrashedChanges.Content() {
        @Override
        public void change(Random random) {
          TreeCrashTest.change(datasets, random);
        }

        @Override
        public Object look() {
          return TreeCrashTest.look(datasets);
        }
      };
    }
  }

  @Test
  void allDatasetsAreBeforeOrAfterEachChange() throws Exception {
    new CrashedChanges(directory, CHANGES).assertWholeAtEveryMoment(new Changed(scratch));
  }
}
