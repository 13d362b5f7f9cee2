package io.hypertile.dataset.across;

import io.hypertile.array.Axis;
import io.hypertile.array.Labels;
import io.hypertile.dataset.ArrayDefinition;
import io.hypertile.dataset.DatasetsState;
import io.hypertile.dataset.TypedValue;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Datasets of one state that are asked for an array, and the arrays as one, which are put together
 * when they are first asked for. Thread-safe.
 */
public final class FoundMembers {
  /** Bytes on the heap of a member and of its position among the others, about. */
  private static final long MEMBER_BYTES = 320;

  /** Bytes on the heap of a declaration without its attributes, about. */
  private static final long DEFINITION_BYTES = 1_024;

  /** Bytes on the heap of an attribute without its name and value, about. */
  private static final long ATTRIBUTE_BYTES = 100;

  /** Coordinates of the arrays as one, but for the names of datasets, that are kept with it. */
  private static final long MOST_COORDINATE_BYTES = 64 << 10;

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
      if (coordinateBytes(known) <= MOST_COORDINATE_BYTES) {
        stacked = known;
      }
    }
    return known;
  }

  private static long coordinateBytes(StackedForm form) {
    long bytes = 0;
    for (Axis axis : form.ofFirst().axes()) {
      bytes += axis instanceof Axis.Plain ? 0 : axis.size() * COORDINATE_BYTES;
      if (axis instanceof Axis.Labelled labelled && labelled.labels() instanceof Labels.Text text) {
        bytes += text.values().stream().mapToLong(String::length).sum();
      }
    }
    return bytes;
  }

  /** Bytes on the heap at most, about; a declaration that several arrays share counts once. */
  long bytes() {
    long bytes = MOST_COORDINATE_BYTES;
    Set<ArrayDefinition> counted = Collections.newSetFromMap(new IdentityHashMap<>());
    for (FoundMember member : all) {
      bytes += MEMBER_BYTES + 2L * member.dataset().text().length();
      ArrayDefinition definition = member.array().map(FoundArray::definition).orElse(null);
      if (definition != null && counted.add(definition)) {
        bytes += bytes(definition);
      }
    }
    return bytes;
  }

  private static long bytes(ArrayDefinition definition) {
    long bytes = DEFINITION_BYTES;
    for (Map.Entry<String, TypedValue> each : definition.attributes().values().entrySet()) {
      bytes += ATTRIBUTE_BYTES + each.getKey().length() + each.getValue().heapBytes();
    }
    return bytes;
  }
}
