package io.hypertile.dataset.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.dataset.ArrayName;
import io.hypertile.dataset.ArrayStatistics;
import io.hypertile.dataset.Dataset;
import io.hypertile.dataset.DatasetName;
import io.hypertile.dataset.SampleDatasets;
import io.hypertile.dataset.TypedValue;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MergedSchemaTest {
  private static Dataset dataset(String name, CellType type) {
    return SampleDatasets.named(name).with("a", type, ArrayStatistics.unwritten(1)).dataset();
  }

  private static Dataset dataset(String name, TypedValue value) {
    return SampleDatasets.named(name).with("n", value).dataset();
  }

  private static MergedSchema merged(Dataset... datasets) {
    SchemaMerge merge = new SchemaMerge();
    for (Dataset dataset : datasets) {
      merge.add(dataset);
    }
    return merge.merged();
  }

  @Test
  void widensTypesOfOneName() {
    MergedSchema schema =
        merged(dataset("x", DType.INT16), dataset("y", DType.INT32), dataset("z", DType.FLOAT32));

    MergedSchema.MergedArray array = schema.arrays().get(new ArrayName("a"));
    assertThat(array.dtype()).isEqualTo(DType.FLOAT64);
    assertThat(array.datasets()).isEqualTo(3);
    assertThat(array.mismatches()).isZero();
    assertThat(schema.datasets()).isEqualTo(3);
  }

  @Test
  void keepsTheFirstTypeAndTellsWhichDatasetsDiffer() {
    Dataset[] datasets = new Dataset[32];
    for (int n = 0; n < datasets.length; n++) {
      datasets[n] = dataset("d" + n, n == 0 ? DType.INT8 : new CellType.Text());
    }

    MergedSchema.MergedArray array = merged(datasets).arrays().get(new ArrayName("a"));

    assertThat(array.dtype()).isEqualTo(DType.INT8);
    assertThat(array.mismatches()).isEqualTo(31);
    assertThat(array.findings())
        .hasSize(SchemaMerge.MOST_FINDINGS)
        .first()
        .isEqualTo(new MergedSchema.TypeMismatch(new DatasetName("d1"), new CellType.Text()));
    assertThat(array.kinds()).containsExactlyInAnyOrder(ValueKind.NUMBER, ValueKind.TEXT);
  }

  @Test
  void namesAreDistinctAndInOrder() {
    Dataset both =
        SampleDatasets.named("x")
            .with("b", DType.INT8, ArrayStatistics.unwritten(1))
            .with("a", DType.INT8, ArrayStatistics.unwritten(1))
            .dataset();

    assertThat(merged(both, dataset("y", DType.INT8)).arrays().keySet())
        .containsExactly(new ArrayName("a"), new ArrayName("b"));
  }

  @Test
  void mergesTypesOfAttributes() {
    TypedValue small = new TypedValue.Whole(DType.INT16, BigInteger.ONE);
    TypedValue large = new TypedValue.Whole(DType.INT64, BigInteger.ONE);
    TypedValue real = new TypedValue.Real(DType.FLOAT64, 0.5);

    assertThat(type(small, large)).contains("int64");
    assertThat(type(small, real)).contains("float64");
    assertThat(type(new TypedValue.Time(0))).contains("timestamp_ns");
    assertThat(type(new TypedValue.Time(0), new TypedValue.Text("t"))).contains("string");
    assertThat(type(new TypedValue.Items(List.of(small)), new TypedValue.Items(List.of(large))))
        .contains("list<int64>");
    assertThat(type(new TypedValue.Items(List.of()))).contains("list<string>");
    assertThat(type(new TypedValue.Nested("{}"))).contains("json");
    assertThat(type(small, new TypedValue.Text("t"))).isEmpty();
    assertThat(type(small, new TypedValue.Text("t"), small)).isEmpty();
  }

  private static Optional<String> type(TypedValue... values) {
    Dataset[] datasets = new Dataset[values.length];
    for (int n = 0; n < values.length; n++) {
      datasets[n] = dataset("d" + n, values[n]);
    }
    return merged(datasets).attributes().get("n").type();
  }
}
