package io.hypertile.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.array.CellArray;
import io.hypertile.array.Precondition;
import io.hypertile.array.Version;
import io.hypertile.dataset.ArrayStatistics.Extreme;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Datasets of rows of floats as plain Java values, changed together with those of a collection. */
final class DatasetsModel {
  private static final int NAMES = 4;
  private static final int ARRAYS = 3;

  /** One object, so that what it made is kept. */
  private static final DatasetsState.Summary<List<String>> DESCRIBED = DatasetsModel::described;

  private final Random random;
  private final Map<DatasetName, Map<ArrayName, float[]>> kept = new TreeMap<>();
  private final Map<DatasetName, Version> versions = new HashMap<>();
  private final Set<DatasetName> changed = new HashSet<>();
  private @Nullable DatasetsState held;

  DatasetsModel(Random random) {
    this.random = random;
  }

  private float[] floats(int length) {
    float[] values = new float[length];
    for (int at = 0; at < length; at++) {
      values[at] = random.nextInt(5) == 0 ? Float.NaN : random.nextInt(2_000) / 8f - 100;
    }
    return values;
  }

  private static float[] nulls(int length) {
    float[] values = new float[length];
    Arrays.fill(values, Float.NaN);
    return values;
  }

  private ArrayName array() {
    return new ArrayName("a" + random.nextInt(ARRAYS));
  }

  /** Makes one change of both, whichever is possible. */
  void change(Datasets datasets) {
    changed.clear();
    DatasetName name = new DatasetName("d" + random.nextInt(NAMES));
    Map<ArrayName, float[]> found = kept.get(name);
    int kind = random.nextInt(12);
    if (kind == 11 && random.nextInt(3) == 0) {
      datasets.clear();
      kept.clear();
      versions.clear();
    } else if (kind == 10) {
      datasets.compact();
      versions.clear();
    } else if (found == null || kind == 0) {
      changed.add(name);
      create(datasets, name);
    } else if (kind == 1) {
      datasets.delete(name, Precondition.NONE);
      kept.remove(name);
      versions.remove(name);
    } else {
      changed.add(name);
      change(datasets, name, found);
    }
  }

  private void create(Datasets datasets, DatasetName name) {
    Map<ArrayName, float[]> arrays = new LinkedHashMap<>();
    List<NewDataset.NewArray> made = new ArrayList<>();
    for (int count = random.nextInt(ARRAYS + 1); count > 0; count--) {
      ArrayName array = new ArrayName("a" + count % ARRAYS);
      arrays.put(array, floats(1 + random.nextInt(11)));
      made.add(made(array, arrays.get(array)));
    }
    datasets.create(List.of(new NewDataset(name, TypedAttributes.NONE, made)), true);
    kept.put(name, arrays);
  }

  private static NewDataset.NewArray made(ArrayName name, float[] values) {
    return DatasetFixture.filled(
        DatasetFixture.floats(name.text(), values.length), DatasetFixture.bytes(values));
  }

  private void change(Datasets datasets, DatasetName name, Map<ArrayName, float[]> arrays) {
    ArrayName array = array();
    float[] values = arrays.get(array);
    if (values == null) {
      float[] added = random.nextBoolean() ? floats(6) : nulls(6);
      datasets.define(name, made(array, added));
      arrays.put(array, added);
      return;
    }
    switch (random.nextInt(6)) {
      case 5 ->
          datasets.describe(
              name,
              Map.of("n", Optional.of(new TypedValue.Text("n" + random.nextInt(9)))),
              Precondition.NONE);
      case 0 -> {
        datasets.deleteArray(name, array, Precondition.NONE);
        arrays.remove(array);
      }
      case 1 -> {
        float[] longer = nulls(values.length + 1 + random.nextInt(6));
        System.arraycopy(values, 0, longer, 0, values.length);
        datasets.grow(name, array, Shape.of(longer.length), Precondition.NONE);
        arrays.put(array, longer);
      }
      case 2 -> {
        float[] added = floats(1 + random.nextInt(5));
        datasets.append(
            new Datasets.Addition(name, array, "d0"),
            added.length,
            DatasetFixture.source(DatasetFixture.bytes(added)),
            Precondition.NONE);
        float[] longer = Arrays.copyOf(values, values.length + added.length);
        System.arraycopy(added, 0, longer, values.length, added.length);
        arrays.put(array, longer);
      }
      default -> write(datasets, name, array, values);
    }
  }

  private void write(Datasets datasets, DatasetName name, ArrayName array, float[] values) {
    int start = random.nextInt(values.length);
    int stop = start + 1 + random.nextInt(values.length - start);
    Region box = Region.of(new long[] {start}, new long[] {stop});
    boolean isCleared = random.nextInt(3) == 0;
    float[] cells = isCleared ? nulls(stop - start) : floats(stop - start);
    try (DatasetsState state = datasets.open();
        CellArray found = state.array(name, array)) {
      if (isCleared) {
        found.clear(box, Precondition.NONE);
      } else {
        found.write(box, DatasetFixture.source(DatasetFixture.bytes(cells)), Precondition.NONE);
      }
    }
    System.arraycopy(cells, 0, values, start, cells.length);
  }

  /**
   * Demands the same of a collection; versions differ where the last change was, and only there.
   */
  void requireSame(Datasets datasets) {
    Map<DatasetName, Dataset> found = new TreeMap<>();
    List<Long> rows = new ArrayList<>();
    try (DatasetsState state = datasets.open()) {
      state.forEach(
          -1,
          Long.MAX_VALUE,
          each -> {
            found.put(each.name(), each);
            rows.add(each.row());
          });
      assertThat(found.keySet()).isEqualTo(kept.keySet());
      assertThat(state.count()).isEqualTo(kept.size());
      assertThat(state.names("", Optional.empty(), 100)).containsExactlyElementsOf(kept.keySet());
      assertThat(rows).isSorted();
      kept.forEach((name, arrays) -> requireSame(state, found.get(name), arrays));
      requireFacts(state);
    }
    requireFactsOfHeld(datasets);
    changed.clear();
  }

  /** Demands that facts are what the datasets of a state are, walked over and looked up. */
  private static void requireFacts(DatasetsState state) {
    List<String> wanted = new ArrayList<>();
    state.forEach(-1, Long.MAX_VALUE, each -> wanted.add(text(each)));
    List<String> walked = new ArrayList<>();
    FactsCursor facts = state.facts();
    while (facts.next()) {
      walked.add(text(facts));
    }
    assertThat(walked).isEqualTo(wanted);
    List<String> described = new ArrayList<>();
    state.summaries(DESCRIBED, described::addAll);
    assertThat(described).hasSameSizeAs(wanted);
    for (int at = 0; at < wanted.size(); at++) {
      assertThat(wanted.get(at)).startsWith(described.get(at));
    }
    for (int number = 0; number < NAMES; number++) {
      DatasetName name = new DatasetName("d" + number);
      Optional<Dataset> found = state.find(name);
      assertThat(facts.at(name)).isEqualTo(found.isPresent());
      found.ifPresent(dataset -> assertThat(text(facts)).isEqualTo(text(dataset)));
    }
  }

  /** The same of a state that was opened some changes ago. */
  private void requireFactsOfHeld(Datasets datasets) {
    DatasetsState before = held;
    if (before == null || random.nextInt(4) == 0) {
      if (before != null) {
        requireFacts(before);
        before.close();
      }
      held = datasets.open();
    }
  }

  /** Lets go of the state that is held. */
  void letGo() {
    DatasetsState before = held;
    if (before != null) {
      before.close();
      held = null;
    }
  }

  private static List<String> described(FactsCursor facts) {
    List<String> texts = new ArrayList<>();
    while (facts.next()) {
      texts.add(described((DatasetFacts) facts));
    }
    return texts;
  }

  private static String described(DatasetFacts facts) {
    return facts.name() + " " + facts.row() + " " + facts.kinds() + " " + facts.attributes();
  }

  private static String text(DatasetFacts facts) {
    StringBuilder text = new StringBuilder(described(facts));
    FigureCell cell = new FigureCell();
    for (int number = 0; number <= ARRAYS; number++) {
      boolean isThere = facts.figures(new ArrayName("a" + number), cell);
      assertThat(cell.isPresent()).isEqualTo(isThere);
      text.append('\n').append(isThere ? cell.dtype() : "none").append(cell.statistics());
    }
    return text.append(facts.attribute("n")).toString();
  }

  private void requireSame(DatasetsState state, Dataset found, Map<ArrayName, float[]> arrays) {
    assertThat(found.arrays())
        .extracting(each -> each.definition().name())
        .containsExactlyElementsOf(arrays.keySet());
    arrays.forEach((name, values) -> {
      try (CellArray array = state.array(found.name(), name)) {
        assertThat(DatasetFixture.read(array)).isEqualTo(DatasetFixture.bytes(values));
      }
      assertThat(found.find(name).orElseThrow().statistics()).isEqualTo(figures(values));
    });
    Version before = versions.put(found.name(), found.version());
    if (before != null) {
      assertThat(found.version().equals(before)).isEqualTo(!changed.contains(found.name()));
    }
  }

  private static ArrayStatistics figures(float[] values) {
    long nulls = 0;
    double least = Double.POSITIVE_INFINITY;
    double greatest = Double.NEGATIVE_INFINITY;
    for (float value : values) {
      if (Float.isNaN(value)) {
        nulls++;
      } else {
        least = Math.min(least, value);
        greatest = Math.max(greatest, value);
      }
    }
    return nulls == values.length
        ? ArrayStatistics.unwritten(nulls)
        : new ArrayStatistics(
            values.length,
            nulls,
            Optional.of(new Extreme.Real(least)),
            Optional.of(new Extreme.Real(greatest)));
  }
}
