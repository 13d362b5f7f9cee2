package io.hypertile.collection;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.ArraysSchema;
import io.hypertile.schema.AttributeSchema;
import io.hypertile.schema.json.AttributesJson;
import io.hypertile.text.PercentDecoder;
import io.hypertile.text.Quoting;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads what a path calls an array by: an id, or a tilde and the values of its key. */
public final class ArrayAddresses {
  private static final int LONGEST_ADVICE = 200;

  private ArrayAddresses() {}

  /**
   * The address that a segment of a path holds.
   *
   * @param segment the segment as it appears in the path, percent-encoded
   * @throws ServiceException {@code invalid-array-address} for what is neither an id nor a key that
   *     fits the schema
   */
  public static ArrayAddress of(ArraysSchema schema, String segment) {
    if (segment.startsWith("~")) {
      return byKey(schema, segment.substring(1));
    }
    if (segment.regionMatches(true, 0, "%7e", 0, 3)) {
      return byKey(schema, segment.substring(3));
    }
    String id = PercentDecoder.decode(segment);
    if (!ArrayId.isValid(id)) {
      throw noId(schema, segment, id);
    }
    return new ArrayAddress.ById(new ArrayId(id));
  }

  private static ArrayAddress byKey(ArraysSchema schema, String key) {
    if (schema.primaryAttributes().isEmpty()) {
      throw new ServiceException(
          ErrorCode.INVALID_ARRAY_ADDRESS,
          "Arrays of this collection have no primary attributes; address them by id.");
    }
    try {
      return new ArrayAddress.ByKey(AttributesJson.parseKey(schema, key));
    } catch (ServiceException e) {
      throw e.as(ErrorCode.INVALID_ARRAY_ADDRESS);
    }
  }

  private static ServiceException noId(ArraysSchema schema, String segment, String id) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("address", Quoting.shortened(id, LONGEST_ADVICE));
    Optional<String> key = asKey(schema, segment);
    key.ifPresent(text -> members.put("nearest", List.of(text)));
    List<String> names = schema.primaryAttributes().stream().map(AttributeSchema::name).toList();
    String advice =
        names.isEmpty()
            ? "."
            : key.map(text -> "; write ~ before a key, here " + text + ".")
                .orElse(
                    "; a key is ~ and the %s, separated by commas."
                        .formatted("values of " + String.join(", ", names)));
    return new ServiceException(
        ErrorCode.INVALID_ARRAY_ADDRESS,
        Quoting.quoted(id)
            + " is no id of an array, which is a UUID of 36 characters such as"
            + " 6a2f41a3-c54c-4ce8-95a8-6a6a4a3d4d5e"
            + advice,
        members,
        null);
  }

  /** The address by key that was probably meant by a segment without tilde. */
  private static Optional<String> asKey(ArraysSchema schema, String segment) {
    if (schema.primaryAttributes().isEmpty() || segment.length() > LONGEST_ADVICE) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          "~" + AttributesJson.keyText(schema, AttributesJson.parseKey(schema, segment)));
    } catch (ServiceException e) {
      return Optional.empty();
    }
  }
}
