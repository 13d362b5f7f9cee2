package io.hypertile.dataset.query;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.filter.FilterExpression.Literal;
import io.hypertile.filter.FilterExpression.Name;
import io.hypertile.text.NearestNames;
import io.hypertile.text.Quoting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The failures of binding conditions to what datasets have. */
final class ConditionFaults {
  private static final int MOST_KNOWN = 1_000;

  private ConditionFaults() {}

  static ServiceException unknown(MergedSchema schema, Name name) {
    List<String> known = new ArrayList<>(List.of("name"));
    schema.attributes().keySet().stream().limit(MOST_KNOWN).forEach(known::add);
    schema.arrays().keySet().stream()
        .limit(MOST_KNOWN)
        .forEach(array -> {
          for (QueryField.Figure figure : QueryField.Figure.values()) {
            known.add(array.text() + figure.ending());
          }
        });
    List<String> nearest = NearestNames.of(name.text(), known);
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("attribute", Quoting.shortened(name.text()));
    members.put("column", name.column());
    members.put("nearest", nearest);
    return new ServiceException(
        ErrorCode.INVALID_FILTER,
        "No dataset has an attribute %s, or an array of which it is max, min, null_count or"
                .formatted(Quoting.shortened(name.text()))
            + " row_count (column %d)".formatted(name.column())
            + (nearest.isEmpty() ? "." : "; did you mean " + nearest.getFirst() + "?"),
        members,
        null);
  }

  static ServiceException unfit(String field, Set<ValueKind> kinds, Literal literal) {
    String held =
        kinds.isEmpty()
            ? "no values that can be compared"
            : kinds.stream().map(ValueKind::text).collect(Collectors.joining(" or "));
    String hint =
        kinds.contains(ValueKind.TEXT)
            ? "; texts stand in quotes"
            : "; compare it with one of them";
    return on(
        field,
        literal.column(),
        "%s holds %s in the datasets, which are not compared with such a value%s."
            .formatted(Quoting.shortened(field), held, kinds.isEmpty() ? "" : hint));
  }

  static ServiceException on(String field, int column, String detail) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("attribute", Quoting.shortened(field));
    members.put("column", column);
    return new ServiceException(
        ErrorCode.INVALID_FILTER, detail + " (column " + column + ")", members, null);
  }
}
