package io.hypertile.partition.web;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.http.QueryParameters;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Values of an index's keys in a query: {@code cycle=1&pass=2,3}, or {@code key.cycle=1} where
 * another parameter has the name.
 *
 * @param columns of the index
 * @param others names of the other parameters
 */
record IndexQuery(List<String> columns, List<String> others) {
  /** The name of the group of parameters. */
  private static final String KEYS = "key.";

  /** Names of all parameters. */
  List<String> names() {
    List<String> names = new ArrayList<>(others);
    names.add(KEYS);
    columns.stream().filter(name -> !isOther(name)).forEach(names::add);
    return names;
  }

  private boolean isOther(String name) {
    return others.stream()
        .anyMatch(other -> other.endsWith(".") ? name.startsWith(other) : name.equals(other));
  }

  /**
   * The values that a query gives, by the names of columns.
   *
   * @throws ServiceException {@code invalid-request} for a key that is given twice
   */
  Map<String, List<String>> values(QueryParameters query) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    query.withPrefix(KEYS).forEach((name, text) -> values.put(name, List.of(text.split(",", -1))));
    for (String column : columns) {
      Optional<String> text = isOther(column) ? Optional.empty() : query.find(column);
      if (text.isPresent() && values.put(column, List.of(text.get().split(",", -1))) != null) {
        throw new ServiceException(
            ErrorCode.INVALID_REQUEST,
            "The key %s is given twice; give it once.".formatted(column),
            Map.of("parameter", column),
            null);
      }
    }
    return values;
  }
}
