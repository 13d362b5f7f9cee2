package io.hypertile.http;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** The methods that an address takes, as refusals and OPTIONS tell them (RFC 9110, 10.2.1). */
public final class AllowedMethods {
  private static final List<String> ORDER =
      List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  private AllowedMethods() {}

  /**
   * All methods of an address, in one order everywhere: HEAD is served wherever GET is, and OPTIONS
   * everywhere.
   *
   * @param handled the methods that handlers name
   */
  public static List<String> of(Collection<String> handled) {
    List<String> all = new ArrayList<>();
    for (String method : ORDER) {
      boolean implied =
          method.equals("OPTIONS") || method.equals("HEAD") && handled.contains("GET");
      if (implied || handled.contains(method)) {
        all.add(method);
      }
    }
    return List.copyOf(all);
  }

  /** The value of the header {@code Allow}. */
  static String header(Collection<?> methods) {
    return String.join(", ", methods.stream().map(Object::toString).toList());
  }

  /**
   * The refusal of a method.
   *
   * @param method the attempt
   * @param handled the methods that handlers of the address name
   * @return {@code method-not-allowed} with the member {@code allow}
   */
  public static ServiceException refusal(String method, Collection<String> handled) {
    List<String> allowed = of(handled);
    return new ServiceException(
        ErrorCode.METHOD_NOT_ALLOWED,
        "This address takes " + header(allowed) + advice(method, allowed) + ".",
        Map.of("allow", allowed),
        null);
  }

  /** Advice for a method that is not allowed, where another one does what was probably meant. */
  private static String advice(String method, List<String> allowed) {
    return switch (method) {
      case "POST" -> allowed.contains("PUT") ? "; to write, PUT" : "";
      case "PUT" ->
          allowed.contains("PATCH")
              ? "; to change attributes, PATCH"
              : allowed.contains("POST") ? "; to create, POST" : "";
      case "PATCH" ->
          allowed.contains("PUT")
              ? "; to write, PUT"
              : allowed.contains("POST") ? "; to create, POST" : "";
      default -> "";
    };
  }
}
