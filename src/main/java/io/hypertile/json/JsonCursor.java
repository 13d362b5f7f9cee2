package io.hypertile.json;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.text.NearestNames;
import io.hypertile.text.Quoting;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A node of a JSON document together with its JSON pointer (RFC 6901), so that faults name it. */
public final class JsonCursor {
  private static final int SHOWN = 60;

  /** Members that other software has in the description of an array, and what stands for them. */
  private static final Map<String, String> OTHERWISE =
      Map.of(
          "shape",
          "sizes stand in the dimensions, as in \"dimensions\": [{\"name\": \"x\", \"size\": 2}].");

  private final ErrorCode code;
  private final @Nullable JsonCursor parent;
  private final String token;
  private final JsonNode node;

  private JsonCursor(ErrorCode code, @Nullable JsonCursor parent, String token, JsonNode node) {
    this.code = code;
    this.parent = parent;
    this.token = token;
    this.node = node;
  }

  /** The root of a document whose faults have this code. */
  public static JsonCursor root(ErrorCode code, JsonNode node) {
    return new JsonCursor(code, null, "", node);
  }

  /** The node. */
  public JsonNode node() {
    return node;
  }

  public boolean isNull() {
    return node.isNull();
  }

  /** The place of the node in its document. */
  public String pointer() {
    StringBuilder text = new StringBuilder();
    for (JsonCursor at = this; at.parent != null; at = at.parent) {
      text.insert(0, "/" + escaped(at.token));
    }
    return text.toString();
  }

  /** A member's name as a token of a pointer. */
  public static String escaped(String token) {
    return token.replace("~", "~0").replace("/", "~1");
  }

  /** The member, which may be null. */
  public Optional<JsonCursor> find(String member) {
    JsonNode found = node.get(member);
    return found == null
        ? Optional.empty()
        : Optional.of(new JsonCursor(code, this, member, found));
  }

  /** The member if it is there and not null. */
  public Optional<JsonCursor> findGiven(String member) {
    return find(member).filter(found -> !found.isNull());
  }

  /** The member, which must be there. */
  public JsonCursor require(String member, String accepted) {
    return find(member).orElseThrow(() -> missing(member, accepted));
  }

  private ServiceException missing(String member, String accepted) {
    JsonCursor place = new JsonCursor(code, this, member, node);
    return place.fault(place.pointer() + " is missing; it must be " + accepted + ".");
  }

  /** Number of members or items. */
  public int size() {
    return node.size();
  }

  /** An item of a list. */
  public JsonCursor item(int index) {
    return new JsonCursor(code, this, Integer.toString(index), node.get(index));
  }

  /** This node, which must be an object. */
  public JsonCursor requireObject(String accepted) {
    if (!node.isObject()) {
      throw wrong(accepted);
    }
    return this;
  }

  /** This node, which must be a list. */
  public JsonCursor requireList(String accepted) {
    if (!node.isArray()) {
      throw wrong(accepted);
    }
    return this;
  }

  public boolean requireBoolean() {
    if (!node.isBoolean()) {
      throw wrong("true or false");
    }
    return node.booleanValue();
  }

  /** A text that is valid Unicode and at most as long as said, in bytes of UTF-8. */
  public String requireText(String accepted, int maxBytes) {
    if (!node.isString()) {
      throw wrong(accepted);
    }
    String text = node.stringValue();
    if (text.length() > maxBytes
        || (text.length() > maxBytes / 3
            && text.getBytes(StandardCharsets.UTF_8).length > maxBytes)) {
      throw fault(
          subject() + " must not exceed " + maxBytes + " bytes in UTF-8; shorten it.",
          Map.of("limit", maxBytes));
    }
    if (!isUnicode(text)) {
      throw fault(subject() + " holds half of a surrogate pair; send valid Unicode text.");
    }
    return text;
  }

  /** Whether surrogates are in pairs only, so that the text has a form in UTF-8. */
  public static boolean isUnicode(String text) {
    for (int at = 0; at < text.length(); at++) {
      if (Character.isSurrogate(text.charAt(at))) {
        int point = text.codePointAt(at);
        if (point < Character.MIN_SUPPLEMENTARY_CODE_POINT) {
          return false;
        }
        at++;
      }
    }
    return true;
  }

  /** A name: text that is not blank (deker-rules.md 27, 61). */
  public String requireName() {
    String accepted = "text that is not blank";
    String text = requireText(accepted, JsonLimits.NAME_BYTES);
    if (text.isBlank()) {
      throw wrong(accepted);
    }
    return text;
  }

  /** An integer without point or exponent within the bounds, both inclusive. */
  public long requireLong(long min, long max) {
    if (node.isIntegralNumber() && node.canConvertToLong()) {
      long value = node.longValue();
      if (value >= min && value <= max) {
        return value;
      }
    }
    throw wrong("an integer from " + min + " to " + max);
  }

  /** Refuses members that are not known, naming the nearest one that is. */
  public void refuseUnknown(List<String> known) {
    refuseUnknown(known, List.of());
  }

  /**
   * Refuses members that are not known, naming the nearest one that is.
   *
   * @param others members of this object in another of its forms, which may be there as null
   */
  public void refuseUnknown(List<String> known, List<String> others) {
    refuseUnknown(known, others, false);
  }

  /**
   * Refuses members that are not known, naming the nearest one that is.
   *
   * @param others members that are not named as known
   * @param isPassedOver whether these may have any value, else null alone
   */
  public void refuseUnknown(List<String> known, List<String> others, boolean isPassedOver) {
    for (String member : node.propertyNames()) {
      boolean absent = others.contains(member) && (isPassedOver || node.get(member).isNull());
      if (!known.contains(member) && !absent) {
        JsonCursor place = new JsonCursor(code, this, member, node.get(member));
        List<String> nearest = NearestNames.of(member, known);
        Map<String, Object> data = new LinkedHashMap<>();
        if (!nearest.isEmpty()) {
          data.put("nearest", nearest);
        }
        data.put("known", known);
        String advice =
            OTHERWISE.containsKey(member) && known.contains("dimensions")
                ? OTHERWISE.get(member)
                : nearest.isEmpty()
                    ? "known members are " + String.join(", ", known) + "."
                    : "the nearest one that is: " + nearest.getFirst() + ".";
        throw place.fault("The member " + place.subject() + " is not known; " + advice, data);
      }
    }
  }

  /** A fault that says what would have been accepted and what was found. */
  public ServiceException wrong(String accepted) {
    return fault(subject() + " must be " + accepted + ", not " + shown() + ".");
  }

  /** A fault of this node: its pointer, and a sentence. */
  public ServiceException fault(String detail) {
    return fault(detail, Map.of());
  }

  /** A fault of this node with further members. */
  public ServiceException fault(String detail, Map<String, ?> data) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("pointer", pointer());
    members.putAll(data);
    return new ServiceException(code, detail, members, null);
  }

  /** Subject of a sentence about this node: its pointer, shortened. */
  public String subject() {
    return parent == null ? "The document" : Quoting.shortened(pointer(), 2 * SHOWN);
  }

  /** The value in a few characters. */
  public String shown() {
    if (node.isObject()) {
      return "an object";
    }
    if (node.isArray()) {
      return node.isEmpty() ? "an empty list" : "a list";
    }
    if (node.isString()) {
      return '"' + Quoting.shortened(node.stringValue(), SHOWN) + '"';
    }
    return Quoting.shortened(
        node.isNumber() ? node.numberValue().toString() : node.toString(), SHOWN);
  }
}
