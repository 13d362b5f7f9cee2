package io.hypertile.quota;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Refusals of changes that a quota has no room for. */
final class Refusals {
  private Refusals() {}

  /**
   * The refusal of a change that goes past the limit in a unit.
   *
   * @param use what is held already
   * @param more what the change would add
   */
  static ServiceException of(Quota quota, Unit unit, Amount use, Amount more) {
    long limit = unit.of(quota.most());
    long used = unit.of(use);
    long requested = unit.of(more);
    String reach =
        quota.together()
            ? "The collections of the quota \"%s\""
            : "The collection, by the quota \"%s\",";
    String detail =
        (reach
                + " may hold %d %s, %s about %d and would get up to %d more. Nothing was changed:"
                + " delete what is not needed, or ask the operator of the server for a higher"
                + " quota.")
            .formatted(
                quota.name(),
                limit,
                unit.text(),
                quota.together() ? "hold" : "holds",
                used,
                requested);
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("quota", quota.name());
    members.put("holder", quota.holder().text());
    members.put("unit", unit.text());
    members.put("limit", limit);
    members.put("used", used);
    members.put("requested", requested);
    return new ServiceException(ErrorCode.QUOTA_EXCEEDED, detail, members, null);
  }
}
