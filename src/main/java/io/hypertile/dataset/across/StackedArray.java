package io.hypertile.dataset.across;

import io.hypertile.array.ArraySpec;
import io.hypertile.array.CellArray;
import io.hypertile.array.CellReader;
import io.hypertile.array.Version;
import io.hypertile.dataset.Datasets;
import io.hypertile.dataset.DatasetsState;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.Region;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The arrays of one name of several datasets as one that is only read, one behind the other along a
 * first axis whose labels are the names of the datasets (atlas-rules.md 49). All are read in one
 * state of the collection.
 */
public final class StackedArray implements CellArray {
  private final Datasets datasets;
  private final StackedForm form;
  private @Nullable SharedState held;

  /**
   * Arrays as one.
   *
   * @param datasets the collection that they are of
   * @param held the state that they were found in, of which the array is a holder
   */
  public StackedArray(Datasets datasets, SharedState held, StackedForm form) {
    this.datasets = datasets;
    this.held = held;
    this.form = form;
  }

  @Override
  public String name() {
    return form.name().text().replace('"', '_');
  }

  @Override
  public ArraySpec spec() {
    return form.spec();
  }

  @Override
  public Optional<FillValue> nulls() {
    return form.nulls();
  }

  @Override
  public Optional<FillValue> blank() {
    return form.nulls();
  }

  /** Stands for the versions of all arrays. */
  @Override
  public Version version() {
    return form.version();
  }

  @Override
  public CellReader open(Region bounds) {
    SharedState own = held;
    held = null;
    if (own == null) {
      own = new SharedState(datasets.open());
      try {
        requireSame(own.state());
      } catch (RuntimeException e) {
        own.release();
        throw e;
      }
    }
    return new StackedReader(form, own);
  }

  private void requireSame(DatasetsState present) {
    for (StackedForm.Member member : form.members()) {
      boolean isSame =
          present
              .find(member.dataset(), form.name())
              .filter(found -> found.version().equals(member.version()))
              .isPresent();
      if (!isSame) {
        throw new ServiceException(
            ErrorCode.LOCKED,
            "One of the datasets changed while they were being read; try again.",
            Map.of("dataset", member.dataset().text()),
            null);
      }
    }
  }

  @Override
  public void letGo() {
    SharedState own = held;
    held = null;
    if (own != null) {
      own.release();
    }
  }
}
