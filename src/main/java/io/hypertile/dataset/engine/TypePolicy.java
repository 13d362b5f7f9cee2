package io.hypertile.dataset.engine;

import io.hypertile.dataset.ArrayDefinition;
import io.hypertile.dataset.ArrayName;
import io.hypertile.dataset.DatasetArray;
import io.hypertile.dataset.WiderTypes;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.CellType;
import io.hypertile.store.PinnedState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Refusal of arrays whose type cannot be merged with that of arrays of the same name in other
 * datasets, where the collection asks for it (atlas-rules.md 18, 81). Types that were seen are
 * remembered; all datasets are looked at for the first array, and again before one is refused, as
 * those that were in the way may be gone. Thread-safe.
 */
final class TypePolicy {
  private final DatasetParts parts;
  private @Nullable Map<ArrayName, CellType> known;

  TypePolicy(DatasetParts parts) {
    this.parts = parts;
  }

  /**
   * Checks new arrays.
   *
   * @throws ServiceException {@code invalid-schema} if the type of one cannot be merged
   */
  synchronized void require(PinnedState state, List<ArrayDefinition> definitions) {
    if (!parts.form().schema().isStrict()) {
      return;
    }
    Map<ArrayName, CellType> seen = known;
    if (seen == null || misfit(seen, definitions).isPresent()) {
      seen = look(state);
    }
    Map<ArrayName, CellType> merged = new HashMap<>(seen);
    for (ArrayDefinition each : definitions) {
      CellType before = merged.getOrDefault(each.name(), each.dtype());
      merged.put(
          each.name(),
          WiderTypes.merge(before, each.dtype()).orElseThrow(() -> refusal(each, before)));
    }
    known = merged;
  }

  private static Optional<ArrayDefinition> misfit(
      Map<ArrayName, CellType> seen, List<ArrayDefinition> definitions) {
    return definitions.stream()
        .filter(each ->
            WiderTypes.merge(seen.getOrDefault(each.name(), each.dtype()), each.dtype()).isEmpty())
        .findFirst();
  }

  private Map<ArrayName, CellType> look(PinnedState state) {
    Map<ArrayName, CellType> types = new HashMap<>();
    parts
        .names()
        .forEach(
            state.all(),
            -1,
            Long.MAX_VALUE,
            (row, name) ->
                parts
                    .reading()
                    .find(state, name)
                    .ifPresent(
                        found -> found.dataset().arrays().forEach(each -> add(types, each))));
    return types;
  }

  /** Of types that were kept apart before, the first one counts. */
  private static void add(Map<ArrayName, CellType> types, DatasetArray array) {
    types.merge(
        array.definition().name(),
        array.definition().dtype(),
        (one, other) -> WiderTypes.merge(one, other).orElse(one));
  }

  private static ServiceException refusal(ArrayDefinition array, CellType before) {
    return new ServiceException(
        ErrorCode.INVALID_SCHEMA,
        "Arrays named %s of other datasets have cells of %s, which cannot be merged with %s; choose"
                .formatted(array.name(), before.numpyName(), array.dtype().numpyName())
            + " another type or name.",
        Map.of("array", array.name().text(), "dtype", before.numpyName()),
        null);
  }
}
