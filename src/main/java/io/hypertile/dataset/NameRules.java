package io.hypertile.dataset;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Rules that names of datasets and of arrays have in common. */
final class NameRules {
  private NameRules() {}

  /** Tells the fault of a name of parts separated by slashes; null if it can be used. */
  static @Nullable String fault(String text, int maxBytes) {
    return isPlain(text) && text.length() <= maxBytes ? null : foundFault(text, maxBytes);
  }

  /** Whether a name has one part of ASCII that no rule is about, as nearly all have. */
  private static boolean isPlain(String text) {
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c <= ' ' || c >= 0x7f || c == '/' || c == '\\') {
        return false;
      }
    }
    return !text.isEmpty() && text.charAt(0) != '_' && text.charAt(0) != '.';
  }

  private static @Nullable String foundFault(String text, int maxBytes) {
    if (text.chars().anyMatch(c -> c == '\\' || Character.isISOControl(c))) {
      return "must not hold a backslash or a control character";
    }
    for (String part : text.split("/", -1)) {
      if (part.isBlank()) {
        return "must hold a character that is not white space, before and after each slash";
      }
      if (part.equals(".") || part.equals("..")) {
        return "must not be one point or two";
      }
      if (part.startsWith("_")) {
        return "must not begin with an underscore";
      }
    }
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      return "must be valid Unicode";
    }
    if (text.getBytes(StandardCharsets.UTF_8).length > maxBytes) {
      return "must not exceed " + maxBytes + " bytes in UTF-8";
    }
    return null;
  }
}
