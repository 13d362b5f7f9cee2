package io.hypertile.dataset.web;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.http.QueryParameters;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Parameters that are lists of names, separated by commas. */
final class NameLists {
  private NameLists() {}

  /**
   * The names of a parameter.
   *
   * @param type makes a name of its text
   * @return empty if it is not given; an empty list for an empty text
   * @throws ServiceException {@code invalid-name} with the member {@code parameter}
   */
  static <T> Optional<List<T>> find(
      QueryParameters query, String parameter, Function<String, T> type) {
    return query
        .find(parameter)
        .map(text -> text.isEmpty() ? List.<T>of() : names(text, parameter, type));
  }

  private static <T> List<T> names(String text, String parameter, Function<String, T> type) {
    try {
      return Stream.of(text.split(",", -1)).map(type).toList();
    } catch (ServiceException e) {
      throw e.with("parameter", parameter);
    }
  }

  /**
   * The text of a parameter that has to be given.
   *
   * @throws ServiceException {@code invalid-request} with {@code parameter}
   */
  static String require(QueryParameters query, String parameter, String meaning) {
    return query
        .find(parameter)
        .orElseThrow(() ->
            new ServiceException(
                ErrorCode.INVALID_REQUEST,
                "Say %s with the parameter %s.".formatted(meaning, parameter),
                Map.of("parameter", parameter),
                null));
  }
}
