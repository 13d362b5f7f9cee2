package io.hypertile.quota;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Refusals of changes that a quota has no room for. */
final class Refusals {
  private Refusals() {}

  /** The refusal of bytes. */
  static ServiceException bytes(Quota quota, Amount use, Amount more) {
    return refusal(quota, "bytes", new long[] {quota.most().bytes(), use.bytes(), more.bytes()});
  }

  /** The refusal of arrays. */
  static ServiceException arrays(Quota quota, Amount use, Amount more) {
    return refusal(
        quota, "arrays", new long[] {quota.most().arrays(), use.arrays(), more.arrays()});
  }

  private static ServiceException refusal(Quota quota, String unit, long[] figures) {
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
                figures[0],
                unit,
                quota.together() ? "hold" : "holds",
                figures[1],
                figures[2]);
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("quota", quota.name());
    members.put("holder", quota.holder().text());
    members.put("unit", unit);
    members.put("limit", figures[0]);
    members.put("used", figures[1]);
    members.put("requested", figures[2]);
    return new ServiceException(ErrorCode.QUOTA_EXCEEDED, detail, members, null);
  }
}
