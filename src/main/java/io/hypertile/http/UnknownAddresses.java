package io.hypertile.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Advice for requests to an address at which there is nothing. */
final class UnknownAddresses {
  private static final String COLLECTIONS = ServedPaths.API + "collections";
  private static final int LONGEST = 200;

  /** The collections without the root of the interface, below another or of another spelling. */
  private static final Pattern OTHER_ROOT =
      Pattern.compile("/(?:api/?)?(?:v[0-9]{1,3}/?)?collections?(?<rest>/.*)?");

  private static final Pattern SLASH_IN_KEY =
      Pattern.compile(Pattern.quote(COLLECTIONS) + "/[^/]+/arrays/(?:~|%7[Ee])[^/]*/(?<rest>.*)");

  private UnknownAddresses() {}

  /** A sentence or several, with addresses as the client of the request reaches them. */
  static String advice(HttpServletRequest request) {
    String path = ServedPaths.of(request);
    String nothing = "There is nothing at this address";
    Matcher other = OTHER_ROOT.matcher(path);
    if (other.matches() && !path.startsWith(COLLECTIONS)) {
      String rest = other.group("rest");
      return nothing
          + "; did you mean "
          + shown(request, COLLECTIONS + (rest == null ? "" : rest))
          + "? "
          + ServedPaths.address(request, "/")
          + " leads to everything.";
    }
    if (SLASH_IN_KEY.matcher(path).matches()) {
      return nothing + "; a slash within the key of an array is written %2F, as in ~a%2Fb.";
    }
    return nothing
        + "; the collections are at "
        + ServedPaths.address(request, COLLECTIONS)
        + ", and "
        + ServedPaths.address(request, "/")
        + " leads to everything.";
  }

  private static String shown(HttpServletRequest request, String path) {
    return ServedPaths.address(request, path.length() > LONGEST ? COLLECTIONS : path);
  }
}
