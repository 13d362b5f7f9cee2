package io.hypertile.deker.form;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.schema.ArraysSchema;
import io.hypertile.schema.AttributeSchema;
import io.hypertile.schema.AttributeValue;
import io.hypertile.schema.AttributeValue.TextValue;
import io.hypertile.schema.AttributeValue.TupleValue;
import io.hypertile.schema.Attributes;
import io.hypertile.text.Quoting;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Directory names of primary attributes, refused where they could not be one (deker-rules.md 99). A
 * slash is {@code %2F} in the name, so that a text with slashes is one directory and leads nowhere
 * else; all other texts are names as they are, as Deker has them. Two keys can so share a
 * directory, such as {@code a/b} and {@code a%2Fb}: {@link #isSame} tells them apart.
 */
public final class KeyPath {
  private static final String POSITION = "v_position";
  private static final String SLASH = "/";
  private static final String KEPT_SLASH = "%2F";
  private static final int MAX_BYTES = 255;

  /** Leaves room for the root within the 4,096 bytes of a path. */
  private static final int MAX_PATH_BYTES = 3072;

  private KeyPath() {}

  /**
   * Refuses the key of a new array that could name no directories, or has control characters.
   *
   * @throws ServiceException {@code invalid-attributes} with {@code attribute}
   */
  public static void requireNew(ArraysSchema schema, Attributes primary) {
    of(schema, primary);
    for (AttributeSchema attribute : schema.primaryAttributes()) {
      primary
          .find(attribute.name())
          .filter(KeyPath::hasControl)
          .ifPresent(value -> {
            throw fault(
                attribute,
                "must not hold control characters, since it names a directory",
                name(attribute, value));
          });
    }
  }

  /**
   * The names of the directories that lead to an array, one for each primary attribute in schema
   * order (deker-layout.md, "Links and keys"); {@code v_position} is joined with dashes. Control
   * characters are names here, since Deker makes directories of them.
   *
   * @throws ServiceException {@code invalid-attributes} with {@code attribute} if a value is
   *     missing or cannot be the name of a directory (deker-rules.md 99)
   */
  public static List<String> of(ArraysSchema schema, Attributes primary) {
    List<String> names = new ArrayList<>();
    long bytes = 0;
    for (AttributeSchema attribute : schema.primaryAttributes()) {
      AttributeValue value =
          primary
              .find(attribute.name())
              .orElseThrow(() -> fault(attribute, "is missing; give it a value", null));
      String name = name(attribute, value).replace(SLASH, KEPT_SLASH);
      String reason = unfit(name);
      if (reason != null) {
        throw fault(attribute, reason, name);
      }
      names.add(name);
      bytes += name.getBytes(StandardCharsets.UTF_8).length + 1;
      if (bytes > MAX_PATH_BYTES) {
        throw fault(
            attribute,
            "makes the key longer than " + MAX_PATH_BYTES + " bytes in UTF-8; shorten it",
            name);
      }
    }
    return List.copyOf(names);
  }

  /**
   * Whether an array found at the directories of a key has that key: a slash and the text {@code
   * %2F} are kept alike.
   *
   * @param key the key that was looked for
   * @param found the primary attributes of the array
   */
  public static boolean isSame(ArraysSchema schema, Attributes key, Attributes found) {
    for (AttributeSchema attribute : schema.primaryAttributes()) {
      Optional<String> asked = text(attribute, key);
      boolean shared =
          asked.filter(text -> text.contains(SLASH) || text.contains(KEPT_SLASH)).isPresent();
      if (shared && !asked.equals(text(attribute, found))) {
        return false;
      }
    }
    return true;
  }

  private static Optional<String> text(AttributeSchema attribute, Attributes attributes) {
    return attributes.find(attribute.name()).map(value -> name(attribute, value));
  }

  private static String name(AttributeSchema attribute, AttributeValue value) {
    if (attribute.name().equals(POSITION)
        && value instanceof TupleValue(List<AttributeValue> values)) {
      return values.stream().map(PythonText::of).collect(Collectors.joining("-"));
    }
    return PythonText.of(attribute.type(), value);
  }

  private static @Nullable String unfit(String name) {
    if (name.isEmpty()) {
      return "must not be empty, since it names a directory";
    }
    if (name.equals(".") || name.equals("..")) {
      return "must not be . or .., since it names a directory";
    }
    if (name.indexOf('\0') >= 0) {
      return "must not hold U+0000, since it names a directory";
    }
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(name)) {
      return "must be valid Unicode, since it names a directory";
    }
    if (name.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      return "must not exceed " + MAX_BYTES + " bytes in UTF-8, since it names a directory";
    }
    return null;
  }

  /** Escapes hide control characters from the names of tuples; the texts are looked at. */
  private static boolean hasControl(AttributeValue value) {
    return switch (value) {
      case TextValue(String text) -> text.chars().anyMatch(Character::isISOControl);
      case TupleValue(List<AttributeValue> values) -> values.stream().anyMatch(KeyPath::hasControl);
      case AttributeValue.IntValue ignored -> false;
      case AttributeValue.FloatValue ignored -> false;
      case AttributeValue.ComplexValue ignored -> false;
      case AttributeValue.TimeValue ignored -> false;
    };
  }

  private static ServiceException fault(
      AttributeSchema attribute, String reason, @Nullable String name) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("attribute", attribute.name());
    if (name != null) {
      members.put("value", Quoting.shortened(name, 100));
    }
    return new ServiceException(
        ErrorCode.INVALID_ATTRIBUTES,
        "The primary attribute " + attribute.name() + " " + reason + ".",
        members,
        null);
  }
}
