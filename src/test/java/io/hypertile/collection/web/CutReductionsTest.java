package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.TestSeed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

/** Reductions along the first axis of arrays whose other axes are too long for one part. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class CutReductionsTest extends OwnStorage {
  private static final int STEPS = 7;
  private static final int ROWS = 70;
  private static final int COLUMNS = 1000;
  private static final String ID = "6a2f41a3-c54c-4ce8-95a8-6a6a4a3d4d5d";

  /** Part of the array, from and to positions of its axes. */
  private record Part(String slice, int[] from, int[] to) {}

  @ParameterizedTest
  @ValueSource(strings = {"", ", 'options': {'chunks': [2, 70, 100]}", ", 'storage': 'zarr'"})
  void resultsAreThoseOfEachColumn(String storage) throws IOException {
    String name = "cut" + Math.abs(storage.hashCode());
    create(
        name,
        """
        {'name': '%s', 'kind': 'array', 'dtype': 'float64', 'dimensions': [
         {'name': 't', 'size': %d}, {'name': 'y', 'size': %d}, {'name': 'x', 'size': %d}]%s}
        """
            .formatted(name, STEPS, ROWS, COLUMNS, storage)
            .replace('\'', '"'),
        ID);
    double[] cells = cells();
    ByteBuffer raw = ByteBuffer.allocate(cells.length * 8).order(ByteOrder.LITTLE_ENDIAN);
    raw.asDoubleBuffer().put(cells);
    String subset = COLLECTIONS + "/" + name + "/arrays/" + ID + "/subset";
    api.body("PUT", subset + ".raw", "application/octet-stream", raw.array()).expect(204);

    Part[] parts = {
      new Part(":", new int[3], new int[] {STEPS, ROWS, COLUMNS}),
      new Part(":,3:68,:", new int[] {0, 3, 0}, new int[] {STEPS, 68, COLUMNS}),
      new Part("1:6,:,5:900", new int[] {1, 0, 5}, new int[] {6, ROWS, 900}),
    };
    for (Part part : parts) {
      String query = subset + ".npy?slice=" + part.slice + "&reduce=";
      assertSame(query + "sum(t)", cells, part, DoubleStream::sum);
      assertSame(query + "mean(t)", cells, part, all -> all.average().orElse(Double.NaN));
      assertSame(query + "max(t)", cells, part, all -> all.max().orElse(Double.NaN));
      assertSame(query + "last(t)", cells, part, all -> all.reduce((a, b) -> b).orElse(Double.NaN));
    }
  }

  /** Whole numbers, so that sums are exact, some of which are null; one column is all null. */
  private static double[] cells() {
    Random random = TestSeed.random();
    double[] cells = new double[STEPS * ROWS * COLUMNS];
    for (int n = 0; n < cells.length; n++) {
      boolean isNull = random.nextInt(50) == 0 || n % (ROWS * COLUMNS) == 17_005;
      cells[n] = isNull ? Double.NaN : random.nextInt(2_000_001) - 1_000_000;
    }
    return cells;
  }

  private void assertSame(
      String query, double[] cells, Part part, ToDoubleFunction<DoubleStream> reduction)
      throws IOException {
    double[] found = ApiClient.values(api.get(query).expect(200).response().body());
    double[] expected = new double[found.length];
    int next = 0;
    for (int y = part.from[1]; y < part.to[1]; y++) {
      for (int x = part.from[2]; x < part.to[2]; x++) {
        int column = y * COLUMNS + x;
        expected[next++] =
            reduction.applyAsDouble(
                Arrays.stream(steps(part))
                    .mapToDouble(t -> cells[t * ROWS * COLUMNS + column])
                    .filter(value -> !Double.isNaN(value)));
      }
    }
    assertThat(Arrays.mismatch(found, expected)).as(query).isNegative();
    assertThat(next).isEqualTo(found.length);
  }

  private static int[] steps(Part part) {
    return IntStream.range(part.from[0], part.to[0]).toArray();
  }
}
