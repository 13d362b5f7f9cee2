package io.hypertile.dataset.across;

import io.hypertile.array.Axis;
import io.hypertile.dataset.DatasetsState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Datasets of one state that are asked for an array, and the arrays as one, which are put together
 * when they are first asked for. Thread-safe.
 */
public final class FoundMembers {
  /** Bytes on the heap of a member and of its position among the others, about. */
  private static final long MEMBER_BYTES = 320;

  /** Coordinates of the arrays as one, but for the names of datasets, that are kept with it. */
  private static final long MOST_COORDINATES = 1_024;

  private static final long COORDINATE_BYTES = 64;

  private final List<FoundMember> all;
  private volatile @Nullable StackedForm stacked;

  /**
   * Members.
   *
   * @param all at least one that has the array
   */
  public FoundMembers(List<FoundMember> all) {
    this.all = List.copyOf(all);
  }

  /** The datasets, in order. */
  public List<FoundMember> all() {
    return all;
  }

  /**
   * The arrays as one, with the coordinates of the first.
   *
   * @param state the one that they were found in, or another one of the same stamp
   * @throws io.hypertile.error.ServiceException as {@link MemberForms#form}
   */
  public StackedForm stacked(DatasetsState state) {
    StackedForm known = stacked;
    if (known == null) {
      MemberForms.requireAll(all);
      known = MemberForms.form(all, MemberForms.described(state, all.getFirst()));
      if (coordinates(known) <= MOST_COORDINATES) {
        stacked = known;
      }
    }
    return known;
  }

  private static long coordinates(StackedForm form) {
    List<Axis> own = form.spec().axes().subList(1, form.spec().axes().size());
    return own.stream().filter(axis -> !(axis instanceof Axis.Plain)).mapToLong(Axis::size).sum();
  }

  /** Bytes on the heap at most, about; declarations are left out, which many arrays share. */
  long bytes() {
    long bytes = MOST_COORDINATES * COORDINATE_BYTES;
    for (FoundMember member : all) {
      bytes += MEMBER_BYTES + 2L * member.dataset().text().length();
    }
    return bytes;
  }
}
