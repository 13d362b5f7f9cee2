package io.hypertile.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Arrays of models that give only what every array has. */
class CellArrayTest {
  private static final Shape SHAPE = Shape.of(2, 3);

  /** An array that nobody can read or write. */
  private record Sealed() implements CellArray {
    @Override
    public String name() {
      return "sealed";
    }

    @Override
    public ArraySpec spec() {
      return PlainSpec.of(DType.INT8, SHAPE);
    }

    @Override
    public Version version() {
      return new Version("1");
    }

    @Override
    public CellReader open(Region bounds) {
      throw new AssertionError("not to be opened");
    }
  }

  private static void assertForbidden(ThrowingCallable change) {
    assertThatThrownBy(change)
        .isInstanceOfSatisfying(
            ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FORBIDDEN));
  }

  @Test
  void arraysAreOnlyReadUnlessTheirModelSaysMore() {
    try (CellArray array = new Sealed()) {
      Region all = Region.whole(SHAPE);
      assertForbidden(() -> array.write(all, target -> -1, Precondition.NONE));
      assertForbidden(() -> array.clear(all, Precondition.NONE));
      assertThat(array.isQuick()).isFalse();
    }
  }

  @Test
  void shapeIsThatOfTheAxes() {
    assertThat(PlainSpec.of(DType.INT8, SHAPE).shape()).isEqualTo(SHAPE);
  }

  @Test
  void readersAskForAtLeastOneReadAtATime() {
    assertThatThrownBy(() -> new ReadAhead(0, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ReadAhead(-1, 1)).isInstanceOf(IllegalArgumentException.class);
  }
}
