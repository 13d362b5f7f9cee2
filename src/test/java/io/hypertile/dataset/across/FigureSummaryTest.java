package io.hypertile.dataset.across;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.dataset.ArrayStatistics;
import io.hypertile.dataset.ArrayStatistics.Extreme;
import io.hypertile.dataset.TypedValue;
import io.hypertile.ndarray.DType;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FigureSummaryTest {
  private static ArrayStatistics figures(long rows, long nulls, Extreme least, Extreme greatest) {
    return new ArrayStatistics(rows, nulls, Optional.of(least), Optional.of(greatest));
  }

  @Test
  void sumsCountsAndKeepsTheExtremesOfAllTypes() {
    FigureSummary summary = new FigureSummary();
    summary.add(figures(3, 1, new Extreme.Signed(-5), new Extreme.Signed(7)));
    summary.add(figures(2, 0, new Extreme.Real(-4.5), new Extreme.Real(1e18)));
    summary.add(figures(1, 0, new Extreme.Unsigned(-1), new Extreme.Unsigned(-1)));
    summary.add(ArrayStatistics.unwritten(4));

    assertThat(summary.present()).isEqualTo(4);
    assertThat(summary.statistics())
        .isEqualTo(figures(10, 5, new Extreme.Signed(-5), new Extreme.Unsigned(-1)));
  }

  @Test
  void tellsWholeNumbersApartThatAreOneFloat() {
    FigureSummary summary = new FigureSummary();
    long large = 1L << 53;
    summary.add(figures(1, 0, new Extreme.Real(large), new Extreme.Real(large)));
    summary.add(figures(1, 0, new Extreme.Signed(large + 1), new Extreme.Signed(large + 1)));

    assertThat(summary.statistics().greatest()).contains(new Extreme.Signed(large + 1));
    assertThat(summary.statistics().least()).contains(new Extreme.Real(large));
  }

  @Test
  void holdsNanForTheGreatest() {
    FigureSummary summary = new FigureSummary();
    summary.add(figures(1, 0, new Extreme.Real(1), new Extreme.Real(Double.NaN)));
    summary.add(figures(1, 0, new Extreme.Signed(2), new Extreme.Signed(Long.MAX_VALUE)));

    assertThat(summary.statistics().greatest()).contains(new Extreme.Real(Double.NaN));
  }

  @Test
  void keepsTheKindThatCameFirst() {
    FigureSummary summary = new FigureSummary();
    summary.add(figures(1, 0, new Extreme.Text("b"), new Extreme.Text("b")));
    summary.add(figures(1, 0, new Extreme.Signed(2), new Extreme.Signed(3)));
    summary.add(figures(1, 0, new Extreme.Text("a"), new Extreme.Text("\ud83d\ude00")));
    summary.add(figures(1, 0, new Extreme.Text("b"), new Extreme.Text("\uffff")));

    assertThat(summary.statistics())
        .isEqualTo(figures(4, 0, new Extreme.Text("a"), new Extreme.Text("\ud83d\ude00")));
  }

  @Test
  void attributesHaveExtremesWhereTheyHaveAnOrder() {
    FigureSummary summary = new FigureSummary();
    summary.add(new TypedValue.Whole(DType.INT64, BigInteger.TEN));
    summary.add(new TypedValue.Real(DType.FLOAT64, Double.NaN));
    summary.add(new TypedValue.Items(List.of()));
    summary.add(new TypedValue.Whole(DType.UINT64, BigInteger.TWO.pow(63)));

    assertThat(summary.present()).isEqualTo(4);
    assertThat(summary.statistics().least()).contains(new Extreme.Signed(10));
    assertThat(summary.statistics().greatest()).contains(new Extreme.Unsigned(Long.MIN_VALUE));
  }
}
