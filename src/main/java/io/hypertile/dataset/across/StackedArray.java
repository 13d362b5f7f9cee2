package io.hypertile.dataset.across;

import io.hypertile.array.ArraySpec;
import io.hypertile.array.CellArray;
import io.hypertile.array.CellReader;
import io.hypertile.array.Version;
import io.hypertile.dataset.ArrayName;
import io.hypertile.dataset.DatasetName;
import io.hypertile.dataset.Datasets;
import io.hypertile.dataset.DatasetsState;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import java.util.List;
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
  private final ArrayName array;
  private final Form form;
  private final List<Member> members;
  private final Version version;
  private @Nullable SharedState held;

  /**
   * An array and its dataset.
   *
   * @param version of the array when it was found
   */
  public record Member(DatasetName dataset, Version version) {}

  /**
   * The form of all arrays as one.
   *
   * @param spec the first axis has as many positions as there are arrays
   * @param nulls value that stands for null, the same in all arrays
   * @param chunks shape of the chunks, where all arrays have the same
   */
  public record Form(ArraySpec spec, Optional<FillValue> nulls, Optional<Shape> chunks) {}

  /**
   * Arrays as one.
   *
   * @param datasets the collection that they are of
   * @param held the state that they were found in, of which the array is a holder
   * @param members at least one, in order
   */
  public StackedArray(
      Datasets datasets, SharedState held, ArrayName array, Form form, List<Member> members) {
    this.datasets = datasets;
    this.held = held;
    this.array = array;
    this.form = form;
    this.members = List.copyOf(members);
    this.version = version(members);
  }

  @Override
  public String name() {
    return array.text().replace('"', '_');
  }

  @Override
  public ArraySpec spec() {
    return form.spec;
  }

  @Override
  public Optional<FillValue> nulls() {
    return form.nulls;
  }

  @Override
  public Optional<FillValue> blank() {
    return form.nulls;
  }

  /** Stands for the versions of all arrays. */
  @Override
  public Version version() {
    return version;
  }

  /** A version that stands for those of several arrays, in their order. */
  static Version version(List<Member> members) {
    // No name has a NUL.
    return Version.digest(() ->
        members.stream()
            .map(member -> member.dataset.text() + '\0' + member.version.text() + '\0')
            .iterator());
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
    return new StackedReader(
        new StackedReader.Found(form.spec, version(), form.chunks), own, array, names());
  }

  private List<DatasetName> names() {
    return members.stream().map(Member::dataset).toList();
  }

  private void requireSame(DatasetsState present) {
    for (Member member : members) {
      boolean isSame =
          present
              .find(member.dataset, array)
              .filter(found -> found.version().equals(member.version))
              .isPresent();
      if (!isSame) {
        throw new ServiceException(
            ErrorCode.LOCKED,
            "One of the datasets changed while they were being read; try again.",
            Map.of("dataset", member.dataset.text()),
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
