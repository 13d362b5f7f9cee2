package io.hypertile.filter;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.schema.AttributeSchema;
import io.hypertile.text.NearestNames;
import io.hypertile.text.Quoting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The failures of binding names and literals to a schema. */
final class FilterFault {
  private static final int SHOWN_NAMES = 20;

  private FilterFault() {}

  static ServiceException unknown(
      ErrorCode code, List<AttributeSchema> fields, String name, int column) {
    List<String> known = new ArrayList<>(List.of("id"));
    fields.stream().map(AttributeSchema::name).forEach(known::add);
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("attribute", Quoting.shortened(name));
    members.put("column", column);
    List<String> nearest = NearestNames.of(name, known);
    members.put("nearest", nearest);
    members.put("known", known.subList(0, Math.min(known.size(), SHOWN_NAMES)));
    String hint =
        nearest.isEmpty()
            ? "there are "
                + String.join(", ", known.subList(0, Math.min(known.size(), SHOWN_NAMES)))
            : "did you mean " + nearest.getFirst() + "?";
    String detail =
        "The collection has no attribute %s (column %d); %s"
            .formatted(Quoting.shortened(name), column, hint);
    return new ServiceException(code, detail.endsWith("?") ? detail : detail + ".", members, null);
  }

  static ServiceException on(String attribute, int column, String detail) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("attribute", Quoting.shortened(attribute));
    members.put("column", column);
    return new ServiceException(
        ErrorCode.INVALID_FILTER, detail + " (column " + column + ")", members, null);
  }
}
