package io.hypertile.http;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.text.NearestNames;
import io.hypertile.text.PercentDecoder;
import io.hypertile.text.Quoting;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a query string, each given at most once. Read from the query string alone, so
 * that a body of any type stays untouched.
 */
public final class QueryParameters {
  private static final int MAX_SHOWN = 100;

  private final Map<String, String> values;

  private QueryParameters(Map<String, String> values) {
    this.values = values;
  }

  /**
   * The parameters of a request.
   *
   * @param names the names that are served; one that ends in a point is that of a group, and takes
   *     all names that begin so. Its members are also taken as OpenAPI's style deepObject spells
   *     them, and as a list of texts: {@code sel.y=1}, {@code sel[y]=1} and {@code sel=y=1} are the
   *     same parameter
   * @throws ServiceException {@code invalid-request} if a parameter is unknown, given twice, or not
   *     well encoded
   */
  public static QueryParameters of(HttpServletRequest request, List<String> names) {
    return parse(request.getQueryString(), names);
  }

  /**
   * The parameters of a request whose unknown ones may be names of something else.
   *
   * @param advice what to say of a name that is not served, a sentence; empty where it is unknown
   *     altogether
   * @throws ServiceException as {@link #of(HttpServletRequest, List)} does
   */
  public static QueryParameters of(
      HttpServletRequest request, List<String> names, Function<String, Optional<String>> advice) {
    return parse(request.getQueryString(), names, advice);
  }

  /**
   * One parameter of a request, before it is known which others there may be.
   *
   * @throws ServiceException {@code invalid-request} if the query is not well-formed
   */
  public static Optional<String> peek(HttpServletRequest request, String name) {
    String query = request.getQueryString();
    for (String pair : query == null ? new String[0] : query.split("&")) {
      int equals = pair.indexOf('=');
      if (decode(equals < 0 ? pair : pair.substring(0, equals)).equals(name)) {
        return Optional.of(equals < 0 ? "" : decode(pair.substring(equals + 1)));
      }
    }
    return Optional.empty();
  }

  static QueryParameters parse(@Nullable String query, List<String> names) {
    return parse(query, names, name -> Optional.empty());
  }

  private static QueryParameters parse(
      @Nullable String query, List<String> names, Function<String, Optional<String>> advice) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String pair : query == null ? new String[0] : query.split("&")) {
      if (pair.isEmpty()) {
        continue;
      }
      int equals = pair.indexOf('=');
      String given = decode(equals < 0 ? pair : pair.substring(0, equals));
      String text = equals < 0 ? "" : decode(pair.substring(equals + 1));
      Map.Entry<String, String> parameter = ofGroup(given, text, names);
      String name = parameter.getKey();
      requireKnown(name, names, advice);
      if (values.putIfAbsent(name, parameter.getValue()) != null) {
        throw refusal("The parameter " + shown(name) + " is given twice; give it once.", name);
      }
    }
    return new QueryParameters(values);
  }

  /** A parameter of a group by the one name that it has however it is spelt; any other as it is. */
  private static Map.Entry<String, String> ofGroup(String name, String value, List<String> names) {
    int open = name.indexOf('[');
    if (open > 0 && name.endsWith("]") && names.contains(name.substring(0, open) + ".")) {
      String member = name.substring(open + 1, name.length() - 1);
      return Map.entry(name.substring(0, open) + "." + member, value);
    }
    int equals = value.indexOf('=');
    if (equals > 0 && names.contains(name + ".")) {
      return Map.entry(name + "." + value.substring(0, equals), value.substring(equals + 1));
    }
    return Map.entry(name, value);
  }

  private static String decode(String text) {
    return PercentDecoder.decode(text.replace('+', ' '));
  }

  private static void requireKnown(
      String name, List<String> names, Function<String, Optional<String>> advice) {
    for (String known : names) {
      if (known.endsWith(".")
          ? name.startsWith(known) && name.length() > known.length()
          : name.equals(known)) {
        return;
      }
    }
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("parameter", Quoting.shortened(name, MAX_SHOWN));
    List<String> known = new ArrayList<>();
    names.stream()
        .distinct()
        .forEach(each -> known.add(each.endsWith(".") ? each + "<name>" : each));
    members.put("known", known);
    String detail = "There is no parameter " + shown(name) + " here";
    Optional<String> meant = advice.apply(name);
    if (meant.isPresent()) {
      throw new ServiceException(
          ErrorCode.INVALID_REQUEST, detail + ": " + meant.get(), members, null);
    }
    if (names.contains(name + ".")) {
      throw new ServiceException(
          ErrorCode.INVALID_REQUEST,
          "The parameter %1$s takes a name and what is selected: %1$s.NAME=…, or %1$s=NAME=…"
              .formatted(name),
          members,
          null);
    }
    List<String> nearest = NearestNames.of(name, names);
    if (!nearest.isEmpty()) {
      members.put("nearest", nearest);
      detail += "; did you mean " + nearest.getFirst() + "?";
    } else {
      detail +=
          known.isEmpty() ? "; leave it out." : "; there are " + String.join(", ", known) + ".";
    }
    throw new ServiceException(ErrorCode.INVALID_REQUEST, detail, members, null);
  }

  /** The value of a parameter; empty when it was not given. */
  public Optional<String> find(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /** The values of the parameters that begin with a prefix, by the rest of their names. */
  public Map<String, String> withPrefix(String prefix) {
    Map<String, String> found = new LinkedHashMap<>();
    values.forEach((name, value) -> {
      if (name.startsWith(prefix)) {
        found.put(name.substring(prefix.length()), value);
      }
    });
    return found;
  }

  /**
   * The choice that a parameter makes.
   *
   * @param choices what may be chosen, by text; the first is taken when the parameter is absent
   * @throws ServiceException {@code invalid-request} with the member {@code choices} if it is not
   *     one of them
   */
  public <T> T choose(String name, Map<String, T> choices) {
    String value = values.get(name);
    if (value == null) {
      return choices.values().iterator().next();
    }
    T choice = choices.get(value);
    if (choice == null) {
      Map<String, Object> members = new LinkedHashMap<>();
      members.put("parameter", name);
      members.put("choices", List.copyOf(choices.keySet()));
      throw new ServiceException(
          ErrorCode.INVALID_REQUEST,
          "The parameter "
              + name
              + " is one of "
              + String.join(", ", choices.keySet())
              + ", not "
              + shown(value)
              + ".",
          members,
          null);
    }
    return choice;
  }

  /** Two choices in the order in which they are told; the first is that of an absent parameter. */
  public static <T> Map<String, T> choices(
      String preset, T presetValue, String other, T otherValue) {
    Map<String, T> choices = new LinkedHashMap<>();
    choices.put(preset, presetValue);
    choices.put(other, otherValue);
    return choices;
  }

  /**
   * Whether a parameter is {@code true}; false where it is absent.
   *
   * @throws ServiceException as {@link #choose} if it is neither {@code true} nor {@code false}
   */
  public boolean isTrue(String name) {
    return choose(name, choices("false", false, "true", true));
  }

  /**
   * Whether a parameter is {@code true}, or absent.
   *
   * @throws ServiceException as {@link #isTrue}
   */
  public boolean isTrueOrAbsent(String name) {
    return choose(name, choices("true", true, "false", false));
  }

  /**
   * A whole number between bounds, both inclusive.
   *
   * @throws ServiceException {@code invalid-request} if it is not one
   */
  public int number(String name, int preset, int least, int most) {
    String value = values.get(name);
    if (value == null) {
      return preset;
    }
    if (value.matches("[0-9]{1,9}")) {
      int number = Integer.parseInt(value);
      if (number >= least && number <= most) {
        return number;
      }
    }
    throw refusal(
        "The parameter "
            + name
            + " is a whole number from "
            + least
            + " to "
            + most
            + ", not "
            + shown(value)
            + ".",
        name);
  }

  private static ServiceException refusal(String detail, String name) {
    return new ServiceException(
        ErrorCode.INVALID_REQUEST,
        detail,
        Map.of("parameter", Quoting.shortened(name, MAX_SHOWN)),
        null);
  }

  private static String shown(String text) {
    return "\"" + Quoting.shortened(text, MAX_SHOWN) + "\"";
  }
}
