package io.hypertile.partition.web;

import io.hypertile.error.ErrorCode;
import io.hypertile.http.RequestBodies;
import io.hypertile.json.JsonCursor;
import io.hypertile.json.JsonReading;
import jakarta.servlet.http.HttpServletRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Expressions by names, and the partitions that they are for.
 *
 * @param expressions texts by names, in order
 * @param filter of the partitions; empty for all
 */
record ExpressionBody(Map<String, String> expressions, String filter) {
  private static final String FILTER = "filter";
  private static final int LONGEST = 64 * 1024;

  /** Most expressions of one call. */
  private static final int MOST = 100;

  /**
   * Reads a document with two members.
   *
   * @param member name of that with the expressions
   * @param limit most bytes of the document
   * @throws io.hypertile.error.ServiceException {@code invalid-request} with the pointer to what is
   *     wrong
   */
  static ExpressionBody of(HttpServletRequest request, String member, long limit) {
    JsonCursor at =
        JsonCursor.root(
            ErrorCode.INVALID_REQUEST, JsonReading.parse(RequestBodies.readJson(request, limit)));
    at.requireObject("an object with " + member);
    at.refuseUnknown(List.of(member, FILTER));
    JsonCursor given = at.require(member, "expressions by names");
    given.requireObject("expressions by names, such as {\"ssh\": \"ssh - mean(ssh)\"}");
    Map<String, String> expressions = new LinkedHashMap<>();
    for (String name : given.node().propertyNames()) {
      if (expressions.size() == MOST) {
        throw given.fault("There are more than %d expressions; send some of them.".formatted(MOST));
      }
      JsonCursor text = given.require(name, "an expression");
      expressions.put(name, text.requireText("an expression", LONGEST));
    }
    if (expressions.isEmpty()) {
      throw given.wrong("at least one expression by its name");
    }
    String filter =
        at.findGiven(FILTER).map(each -> each.requireText("a filter", LONGEST)).orElse("");
    return new ExpressionBody(expressions, filter);
  }
}
