package io.hypertile.zarr.codec;

import io.hypertile.error.ServiceException;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * The configuration of one codec, read member by member.
 *
 * @param pointer where it is
 */
record Settings(String pointer, String name, JsonNode node) {
  private static final int LONGEST_LIST = 64;

  /** The settings of a codec at a pointer, which may have these members and no others. */
  static Settings of(String pointer, CodecDocument document, String... members) {
    JsonNode node = document.configuration();
    Settings settings = new Settings(pointer + "/configuration", document.name(), node);
    if (!node.isObject()) {
      throw settings.invalid("must be an object");
    }
    List<String> known = List.of(members);
    for (String member : node.propertyNames()) {
      if (!known.contains(member)) {
        throw settings.at(member).invalid("is no setting of " + document.name());
      }
    }
    return settings;
  }

  private Settings at(String member) {
    return new Settings(pointer + "/" + member, name, node.path(member));
  }

  ServiceException invalid(String reason) {
    return CodecFault.invalid(pointer, reason);
  }

  /** An integer within bounds, both inclusive. */
  int integer(String member, int least, int most) {
    Settings value = at(member);
    boolean isFit =
        value.node.isIntegralNumber()
            && value.node.canConvertToInt()
            && value.node.intValue() >= least
            && value.node.intValue() <= most;
    if (!isFit) {
      throw value.invalid("must be an integer from " + least + " to " + most);
    }
    return value.node.intValue();
  }

  /** An integer within bounds, or another where the member is not given. */
  int integer(String member, int least, int most, int missing) {
    return node.has(member) ? integer(member, least, most) : missing;
  }

  /** True or false; false where the member is not given. */
  boolean isSet(String member) {
    Settings value = at(member);
    if (!value.node.isMissingNode() && !value.node.isBoolean()) {
      throw value.invalid("must be true or false");
    }
    return value.node.isBoolean() && value.node.booleanValue();
  }

  /** One of some texts; empty where the member is not given. */
  Optional<String> text(String member, List<String> known) {
    Settings value = at(member);
    if (value.node.isMissingNode()) {
      return Optional.empty();
    }
    if (!value.node.isString() || !known.contains(value.node.stringValue())) {
      throw value.invalid("must be one of " + String.join(", ", known));
    }
    return Optional.of(value.node.stringValue());
  }

  /** One of some texts, which must be given. */
  String requireText(String member, List<String> known) {
    return text(member, known)
        .orElseThrow(() -> at(member).invalid("must be one of " + String.join(", ", known)));
  }

  /** A list of integers from a bound on, one for each axis. */
  long[] integers(String member, int count, long least) {
    Settings value = at(member);
    if (!value.node.isArray() || value.node.size() != count || count > LONGEST_LIST) {
      throw value.invalid("must be a list of " + count + " integers");
    }
    long[] list = new long[count];
    for (int i = 0; i < count; i++) {
      JsonNode item = value.node.get(i);
      if (!item.isIntegralNumber() || !item.canConvertToLong() || item.longValue() < least) {
        throw value.invalid("must be a list of integers from " + least);
      }
      list[i] = item.longValue();
    }
    return list;
  }

  /** The JSON pointer to a member. */
  String pointerTo(String member) {
    return at(member).pointer;
  }

  JsonNode member(String member) {
    return node.path(member);
  }
}
