package io.hypertile.cells.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.array.ArraySpec;
import io.hypertile.array.CellArray;
import io.hypertile.array.CellReader;
import io.hypertile.array.PlainSpec;
import io.hypertile.array.Version;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import io.hypertile.reading.PlannedAccess;
import io.hypertile.reading.ReadCost;
import io.hypertile.slice.Lookup;
import io.hypertile.slice.NamedSelector;
import io.hypertile.slice.Reading;
import io.hypertile.slice.Selection;
import io.hypertile.slice.SliceParser;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Selections of queries, tied to an array of any model. */
class SelectionQueryTest {
  private static final Shape SHAPE = Shape.of(4, 5);

  /** An array that counts how often it is closed, and is not to be opened. */
  private static final class Watched implements CellArray {
    private int closed;

    @Override
    public String name() {
      return "watched";
    }

    @Override
    public ArraySpec spec() {
      return PlainSpec.of(DType.FLOAT32, SHAPE);
    }

    @Override
    public Version version() {
      return new Version("1");
    }

    @Override
    public CellReader open(Region bounds) {
      throw new AssertionError("planning opens nothing");
    }

    @Override
    public void close() {
      closed++;
    }
  }

  private static SelectionQuery slice(String text) {
    return new SelectionQuery(Optional.of(SliceParser.parse(text)), List.of(), Lookup.EXACT);
  }

  @Test
  void accessHasTheCellsTheirCostAndTheArrayWhichItCloses() {
    Watched array = new Watched();
    try (PlannedAccess planned = slice("1:3,-1").plan(array)) {
      assertThat(planned.cost()).isEqualTo(new ReadCost(2, 8));
      assertThat(planned.dtype()).isEqualTo(DType.FLOAT32);
      assertThat(planned.requireBox()).isEqualTo(Region.of(new long[] {1, 4}, new long[] {3, 5}));
      assertThat(array.closed).isZero();
    }
    assertThat(array.closed).isEqualTo(1);
  }

  @Test
  void queryWithoutASelectionTakesEverything() {
    SelectionQuery all = new SelectionQuery(Optional.empty(), List.of(), Lookup.EXACT);
    assertThat(all.plan(new Watched()).selection()).isEqualTo(Selection.whole(SHAPE));
  }

  @Test
  void arrayIsClosedWhenTheSelectionDoesNotFitIt() {
    Watched array = new Watched();
    assertThatThrownBy(() -> slice("4").plan(array))
        .isInstanceOfSatisfying(
            ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_SLICE));
    NamedSelector unknown = new NamedSelector("z", Reading.ISEL, SliceParser.parseSelector("0"));
    SelectionQuery named = new SelectionQuery(Optional.empty(), List.of(unknown), Lookup.EXACT);
    assertThatThrownBy(() -> named.plan(array)).isInstanceOf(ServiceException.class);
    assertThat(array.closed).isEqualTo(2);
  }

  @Test
  void selectionWithAStepIsNoBoxToWrite() {
    assertThatThrownBy(() -> slice("::2").plan(new Watched()).requireBox())
        .isInstanceOfSatisfying(
            ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_SLICE));
  }

  @Test
  void textHasTheSmallerOfTwoLimits() {
    assertThat(new CellLimits(100, 10, 1, 1).of(true)).isEqualTo(10);
    assertThat(new CellLimits(100, 1000, 1, 1).of(true)).isEqualTo(100);
    assertThat(new CellLimits(100, 10, 1, 1).of(false)).isEqualTo(100);
  }
}
