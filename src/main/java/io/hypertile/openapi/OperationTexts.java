package io.hypertile.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hypertile.error.ErrorCode;
import io.swagger.v3.oas.models.Operation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Texts of operations by their {@code operationId}: the files below {@code openapi/operations}, one
 * for each part of the interface. Immutable.
 */
final class OperationTexts {
  private static final Map<String, ErrorCode> CODES =
      Arrays.stream(ErrorCode.values())
          .collect(Collectors.toMap(ErrorCode::text, Function.identity()));

  private final Map<String, JsonNode> texts;
  private final ObjectMapper mapper;

  private OperationTexts(Map<String, JsonNode> texts, ObjectMapper mapper) {
    this.texts = texts;
    this.mapper = mapper;
  }

  /**
   * One operation.
   *
   * @param described its texts, body and answers that are no failures
   * @param takes names of its parameters among the components
   * @param sends names of headers among the components, of answers that are no failures
   * @param fails codes of failures beyond those that are known of its kind
   */
  record Text(Operation described, List<String> takes, List<String> sends, Set<ErrorCode> fails) {}

  /**
   * Reads them.
   *
   * @throws IllegalStateException if two are of one operation
   */
  static OperationTexts read() {
    Map<String, JsonNode> all = new HashMap<>();
    for (JsonNode file : ApiResource.readTrees("operations/*.yaml")) {
      file.properties()
          .forEach(entry -> {
            if (all.put(entry.getKey(), entry.getValue()) != null) {
              throw new IllegalStateException(
                  "two descriptions of the operation " + entry.getKey());
            }
          });
    }
    return new OperationTexts(Map.copyOf(all), ApiResource.mapper());
  }

  /** The operations that are described. */
  Set<String> ids() {
    return texts.keySet();
  }

  /**
   * The text of an operation; a copy for the caller.
   *
   * @throws IllegalStateException if nothing is said of it, or a failure has no such code
   */
  Text of(String id) {
    JsonNode found = texts.get(id);
    if (found == null) {
      throw new IllegalStateException("openapi/operations describes no operation " + id);
    }
    ObjectNode text = found.deepCopy();
    List<String> takes = names(text.remove("takes"));
    List<String> sends = names(text.remove("sends"));
    Set<ErrorCode> fails = EnumSet.noneOf(ErrorCode.class);
    for (String name : names(text.remove("fails"))) {
      ErrorCode code = CODES.get(name);
      if (code == null) {
        throw new IllegalStateException(id + " fails with " + name + ", which is no code");
      }
      fails.add(code);
    }
    Operation described = mapper.convertValue(text, Operation.class);
    return new Text(described.operationId(id), takes, sends, fails);
  }

  private static List<String> names(JsonNode list) {
    List<String> names = new ArrayList<>();
    if (list != null) {
      list.forEach(name -> names.add(name.asText()));
    }
    return names;
  }
}
