package io.hypertile.collection.web;

import io.hypertile.http.json.JsonAnswers;
import io.hypertile.quota.Amount;
import io.hypertile.quota.Quota;
import io.hypertile.quota.QuotaUse;
import java.util.function.ToLongFunction;
import tools.jackson.databind.node.ObjectNode;

/** Quotas and their use in JSON. */
final class QuotaDocuments {
  private QuotaDocuments() {}

  /** The document of a use; what is not limited has no member. */
  static ObjectNode of(QuotaUse use) {
    Quota quota = use.quota();
    ObjectNode document = JsonAnswers.object();
    document.put("name", quota.name());
    document.put("holder", quota.holder().text());
    document.put("together", quota.together());
    put(document, "bytes", use, Amount::bytes);
    put(document, "arrays", use, Amount::arrays);
    use.counted()
        .ifPresentOrElse(
            time -> document.put("counted", time.toString()), () -> document.putNull("counted"));
    return document;
  }

  private static void put(
      ObjectNode document, String name, QuotaUse use, ToLongFunction<Amount> unit) {
    long most = unit.applyAsLong(use.quota().most());
    if (most > 0) {
      document.putObject(name).put("used", unit.applyAsLong(use.use())).put("limit", most);
    }
  }
}
