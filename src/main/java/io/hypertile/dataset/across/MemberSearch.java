package io.hypertile.dataset.across;

import io.hypertile.dataset.ArrayName;
import io.hypertile.dataset.DatasetArray;
import io.hypertile.dataset.DatasetName;
import io.hypertile.dataset.DatasetsState;
import io.hypertile.dataset.FactsCursor;
import io.hypertile.dataset.query.DatasetCondition;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.error.TooLarge;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds the arrays of one name in many datasets of one state. */
public final class MemberSearch {
  /** Most datasets that one answer has cells of. */
  public static final int MOST = 100_000;

  private static final String TOO_MANY =
      "More datasets are asked for than one answer has; ask for fewer, or in parts.";

  private MemberSearch() {}

  /**
   * The array in datasets that are named, in the order of the names (atlas-rules.md 46 to 48, 51).
   *
   * @throws ServiceException {@code invalid-request} for no name, or one that is given twice;
   *     {@code array-not-found} if no dataset has the array; {@code result-too-large} for more than
   *     {@link #MOST}
   */
  public static List<FoundMember> named(
      DatasetsState state, ArrayName array, List<DatasetName> names) {
    if (names.isEmpty()) {
      throw invalid("The list of datasets is empty; name one at least.");
    }
    TooLarge.requireResult(names.size(), MOST, TOO_MANY);
    Set<DatasetName> before = new HashSet<>();
    List<FoundMember> found = new ArrayList<>();
    for (DatasetName name : names) {
      if (!before.add(name)) {
        throw invalid("A dataset is named twice; name it once.").with("dataset", name.text());
      }
      found.add(new FoundMember(name, state.find(name, array).map(FoundArray::of)));
    }
    if (found.stream().allMatch(member -> member.array().isEmpty())) {
      throw none(array);
    }
    return found;
  }

  /**
   * The array in those datasets that have it and that a condition means, in the order in which they
   * were made.
   *
   * @throws ServiceException {@code array-not-found} if there is none; {@code result-too-large} for
   *     more than {@link #MOST}
   */
  public static List<FoundMember> matching(
      DatasetsState state, ArrayName array, DatasetCondition condition) {
    List<FoundMember> found = new ArrayList<>();
    if (condition.equals(DatasetCondition.ALL)) {
      state.forEach(
          array,
          (dataset, member) ->
              add(found, new FoundMember(dataset, Optional.of(FoundArray.of(member)))));
    } else {
      FactsCursor facts = state.facts();
      while (facts.next()) {
        if (condition.matches(facts)) {
          DatasetName name = facts.name();
          Optional<DatasetArray> member =
              facts.dataset().isPresent()
                  ? facts.dataset().get().find(array)
                  : state.find(name, array);
          if (member.isPresent()) {
            add(found, new FoundMember(name, member.map(FoundArray::of)));
          }
        }
      }
    }
    if (found.isEmpty()) {
      throw none(array);
    }
    return found;
  }

  private static void add(List<FoundMember> found, FoundMember member) {
    TooLarge.requireResult(found.size() + 1L, MOST, TOO_MANY);
    found.add(member);
  }

  private static ServiceException none(ArrayName array) {
    return new ServiceException(
        ErrorCode.ARRAY_NOT_FOUND,
        "None of the datasets has an array of this name.",
        Map.of("array", array.text()),
        null);
  }

  private static ServiceException invalid(String detail) {
    return new ServiceException(
        ErrorCode.INVALID_REQUEST, detail, Map.of("parameter", "datasets"), null);
  }
}
