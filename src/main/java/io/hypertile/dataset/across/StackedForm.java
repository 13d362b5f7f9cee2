package io.hypertile.dataset.across;

import io.hypertile.array.ArraySpec;
import io.hypertile.array.Axis;
import io.hypertile.array.Version;
import io.hypertile.dataset.ArrayName;
import io.hypertile.dataset.DatasetName;
import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.Shape;
import java.util.List;
import java.util.Optional;

/** Arrays of one name in several datasets as one: the form, the datasets, versions. Immutable. */
public final class StackedForm {
  private final ArrayName name;
  private final Form form;
  private final List<Member> members;
  private final List<DatasetName> datasets;
  private final Version version;

  /**
   * An array and its dataset.
   *
   * @param version of the array when it was found
   */
  record Member(DatasetName dataset, Version version) {}

  /**
   * The form of all arrays as one.
   *
   * @param spec the first axis has as many positions as there are arrays
   * @param nulls value that stands for null, the same in all arrays
   * @param chunks shape of the chunks, where all arrays have the same
   */
  record Form(ArraySpec spec, Optional<FillValue> nulls, Optional<Shape> chunks) {}

  /**
   * Arrays as one.
   *
   * @param members at least one, in order
   */
  StackedForm(ArrayName name, Form form, List<Member> members) {
    this.name = name;
    this.form = form;
    this.members = List.copyOf(members);
    this.datasets = this.members.stream().map(Member::dataset).toList();
    this.version = version(this.members);
  }

  /** Name of each of the arrays. */
  ArrayName name() {
    return name;
  }

  /** The arrays, one behind the other along a first axis with the names of the datasets. */
  public ArraySpec spec() {
    return form.spec;
  }

  /** The form of the first of the arrays alone, with its coordinates. */
  public ArraySpec ofFirst() {
    List<Axis> axes = form.spec.axes();
    return new ArraySpec(form.spec.dtype(), form.spec.fill(), axes.subList(1, axes.size()));
  }

  /** Value that stands for null in all arrays. */
  Optional<FillValue> nulls() {
    return form.nulls;
  }

  /** Shape of the chunks, where all arrays have the same. */
  Optional<Shape> chunks() {
    return form.chunks;
  }

  /** The arrays, in order. */
  List<Member> members() {
    return members;
  }

  /** The datasets, in order. */
  List<DatasetName> datasets() {
    return datasets;
  }

  /** Stands for the versions of all arrays. */
  Version version() {
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
}
