package io.hypertile.dataset.across;

import io.hypertile.array.ArraySpec;
import io.hypertile.array.Axis;
import io.hypertile.array.CellArray;
import io.hypertile.array.Labels;
import io.hypertile.array.Version;
import io.hypertile.dataset.ArrayDefinition;
import io.hypertile.dataset.ArrayName;
import io.hypertile.dataset.DatasetsState;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Forms of arrays of datasets, alone and one behind the other. */
public final class MemberForms {
  /** Name of the axis along which datasets lie, unless their arrays have one of that name. */
  public static final String AXIS = "dataset";

  private MemberForms() {}

  /** The form of an array whose axes are addressed by positions alone; no coordinate is read. */
  public static ArraySpec plain(ArrayDefinition definition) {
    List<Axis> axes = new ArrayList<>();
    for (int axis = 0; axis < definition.dimensions().size(); axis++) {
      axes.add(new Axis.Plain(definition.dimensions().get(axis), definition.shape().length(axis)));
    }
    return new ArraySpec(definition.dtype(), fill(definition), axes);
  }

  /** The form of an array of a dataset, with its coordinates. */
  public static ArraySpec described(DatasetsState state, FoundMember member) {
    ArrayName name = member.array().orElseThrow().definition().name();
    try (CellArray array = state.array(member.dataset(), name)) {
      return array.spec();
    }
  }

  /** The value of cells that were never written. */
  private static FillValue fill(ArrayDefinition definition) {
    if (definition.fill().isPresent()) {
      return definition.fill().get();
    }
    CellType type = definition.dtype();
    return type instanceof CellType.TimePoint || type instanceof CellType.TimeSpan
        ? FillValue.notATime(type)
        : FillValue.of(type, new byte[type.isAnyLength() ? 0 : type.size()]);
  }

  /**
   * Arrays of several datasets as one (atlas-rules.md 49, 50).
   *
   * @param members at least one
   * @param spec form of each of them, whose coordinates are the first one's
   * @throws ServiceException {@code array-not-found} for the first dataset without the array,
   *     {@code shape-mismatch} for the first whose array has another shape or type
   */
  public static StackedForm form(List<FoundMember> members, ArraySpec spec) {
    ArrayDefinition first = definition(members.getFirst());
    List<String> labels = new ArrayList<>();
    List<StackedForm.Member> all = new ArrayList<>();
    boolean isOfSameChunks = true;
    boolean isOfSameNulls = true;
    for (FoundMember member : members) {
      ArrayDefinition definition = definition(member);
      requireSame(first, definition, member);
      isOfSameChunks &= definition.chunkShape().equals(first.chunkShape());
      isOfSameNulls &= definition.fill().equals(first.fill());
      labels.add(member.dataset().text());
      all.add(new StackedForm.Member(member.dataset(), member.array().orElseThrow().version()));
    }
    List<Axis> axes = new ArrayList<>();
    axes.add(new Axis.Labelled(axis(spec), labels.size(), new Labels.Text(labels)));
    axes.addAll(spec.axes());
    StackedForm.Form form =
        new StackedForm.Form(
            new ArraySpec(spec.dtype(), spec.fill(), axes),
            isOfSameNulls ? first.fill() : Optional.empty(),
            isOfSameChunks ? Optional.of(withFirst(first.chunkShape())) : Optional.empty());
    return new StackedForm(first.name(), form, all);
  }

  /** A version that stands for those of the arrays of all members, and for those without. */
  public static Version version(List<FoundMember> members) {
    return StackedForm.version(
        members.stream()
            .map(member ->
                new StackedForm.Member(
                    member.dataset(),
                    member.array().map(FoundArray::version).orElse(new Version(""))))
            .toList());
  }

  /**
   * Checks that every dataset has the array (atlas-rules.md 50).
   *
   * @throws ServiceException {@code array-not-found} for the first that has not
   */
  public static void requireAll(List<FoundMember> members) {
    members.forEach(MemberForms::definition);
  }

  private static ArrayDefinition definition(FoundMember member) {
    return member
        .array()
        .orElseThrow(() ->
            new ServiceException(
                ErrorCode.ARRAY_NOT_FOUND,
                "A dataset does not have the array, so that the arrays cannot be stacked; leave the"
                    + " dataset out, or ask without stack.",
                Map.of("dataset", member.dataset().text()),
                null))
        .definition();
  }

  private static void requireSame(
      ArrayDefinition first, ArrayDefinition definition, FoundMember member) {
    if (!definition.shape().equals(first.shape())) {
      throw new ServiceException(
          ErrorCode.SHAPE_MISMATCH,
          "The array of a dataset has another shape than that of the first, so that they cannot be"
              + " stacked; leave the dataset out, or ask without stack.",
          Map.of(
              "dataset",
              member.dataset().text(),
              "expected",
              first.shape().toList(),
              "found",
              definition.shape().toList()),
          null);
    }
    if (!definition.dtype().equals(first.dtype())) {
      throw new ServiceException(
          ErrorCode.SHAPE_MISMATCH,
          "The array of a dataset has another dtype than that of the first, so that they cannot be"
              + " stacked; leave the dataset out, or ask without stack.",
          Map.of(
              "dataset",
              member.dataset().text(),
              "expected_dtype",
              first.dtype().numpyName(),
              "found_dtype",
              definition.dtype().numpyName()),
          null);
    }
  }

  private static String axis(ArraySpec spec) {
    String name = AXIS;
    while (isTaken(name, spec)) {
      name += "_";
    }
    return name;
  }

  private static boolean isTaken(String name, ArraySpec spec) {
    return spec.axes().stream().anyMatch(axis -> axis.name().equals(name));
  }

  private static Shape withFirst(Shape chunks) {
    long[] lengths = new long[chunks.rank() + 1];
    lengths[0] = 1;
    for (int axis = 0; axis < chunks.rank(); axis++) {
      lengths[axis + 1] = chunks.length(axis);
    }
    return Shape.of(lengths);
  }
}
