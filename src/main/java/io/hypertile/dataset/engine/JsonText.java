package io.hypertile.dataset.engine;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** JSON that values and schemas hold as text. */
final class JsonText {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private JsonText() {}

  /**
   * Reads a text that was JSON before.
   *
   * @throws ServiceException {@code invalid-attributes} if the text is not such JSON
   */
  static JsonNode parse(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JacksonException e) {
      throw new ServiceException(
          ErrorCode.INVALID_ATTRIBUTES, "A value is no JSON.", java.util.Map.of(), e);
    }
  }
}
