package io.hypertile.collection.web;

import io.hypertile.engine.IntegrityFinding;
import io.hypertile.engine.IntegrityReport;
import io.hypertile.engine.IntegrityRequest;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.http.json.JsonAnswers;
import io.hypertile.json.JsonReading;
import io.hypertile.schema.CollectionName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Checks of the storage and what they find, as documents. */
final class IntegrityDocuments {
  private static final List<String> MEMBERS = List.of("level", "stop_on_error", "repair_links");

  private IntegrityDocuments() {}

  /**
   * The check that a body asks for.
   *
   * @param body a JSON object, or nothing for a check of level 1
   */
  static IntegrityRequest parse(byte[] body, Optional<CollectionName> collection) {
    JsonNode document = body.length == 0 ? JsonAnswers.object() : JsonReading.parse(body);
    if (!document.isObject()) {
      throw refusal("The body is an object such as {\"level\": 4}.", "");
    }
    document.propertyNames().stream()
        .filter(name -> !MEMBERS.contains(name))
        .findFirst()
        .ifPresent(name -> {
          throw refusal("A check has the members " + String.join(", ", MEMBERS) + ".", "/" + name);
        });
    boolean repair = flag(document, "repair_links");
    int level = level(document);
    if (repair && level < IntegrityRequest.LINK_LEVEL) {
      throw refusal("Links are looked at from level 3 on; ask for level 3 or 4.", "/level");
    }
    return new IntegrityRequest(collection, level, flag(document, "stop_on_error"), repair);
  }

  private static int level(JsonNode document) {
    JsonNode level = document.get("level");
    if (level == null) {
      return IntegrityRequest.LOWEST_LEVEL;
    }
    boolean valid =
        level.isIntegralNumber()
            && level.canConvertToInt()
            && level.intValue() >= IntegrityRequest.LOWEST_LEVEL
            && level.intValue() <= IntegrityRequest.HIGHEST_LEVEL;
    if (!valid) {
      throw refusal("The level is a whole number from 1 to 4.", "/level");
    }
    return level.intValue();
  }

  private static boolean flag(JsonNode document, String name) {
    JsonNode flag = document.get(name);
    if (flag == null) {
      return false;
    }
    if (!flag.isBoolean()) {
      throw refusal("The member " + name + " is true or false.", "/" + name);
    }
    return flag.booleanValue();
  }

  private static ServiceException refusal(String detail, String pointer) {
    return new ServiceException(
        ErrorCode.INVALID_REQUEST, detail, Map.of("pointer", pointer), null);
  }

  /** Runs a check and writes what it found. */
  static ObjectNode write(
      IntegrityRequest request, Function<IntegrityRequest, IntegrityReport> check) {
    IntegrityReport report = check.apply(request);
    ObjectNode document = JsonAnswers.object();
    document.put("level", request.level());
    document.put("collections", report.collections());
    document.put("arrays", report.arrays());
    document.put("complete", report.complete());
    if (request.repairLinks()) {
      document.put("repaired", report.repaired());
    }
    ArrayNode findings = document.putArray("findings");
    for (IntegrityFinding finding : report.findings()) {
      ObjectNode item = findings.addObject();
      item.put("level", finding.kind().level());
      item.put("kind", finding.kind().text());
      String collection = finding.place().collection();
      item.put("collection", collection.isEmpty() ? null : collection);
      item.put("array", finding.place().array().orElse(null));
      item.put("file", finding.place().file());
      item.put("detail", finding.detail());
      if (request.repairLinks()) {
        item.put("repaired", finding.repaired());
      }
    }
    return document;
  }
}
