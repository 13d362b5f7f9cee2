package io.hypertile.security;

import io.hypertile.route.Scope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rights that the roles in tokens give.
 *
 * @param nameClaim claim with the caller's name
 * @param roleClaim claim with the roles, as a list or a text with blanks between; points lead into
 *     nested claims
 * @param grants rights of each role; when it is empty, {@code hypertile.read}, {@code
 *     hypertile.write} and {@code hypertile.admin} are scopes of all collections
 */
public record TokenRoles(String nameClaim, String roleClaim, Map<String, List<Grant>> grants) {
  private static final String OWN = "hypertile.";
  private static final int MAX_NAME = 200;

  public TokenRoles {
    grants = Map.copyOf(grants);
  }

  /** The caller of a token that has been checked. */
  public Caller caller(Map<String, Object> claims) {
    Object name = find(claims, nameClaim);
    List<Grant> allowed = new ArrayList<>();
    for (String role : texts(find(claims, roleClaim))) {
      allowed.addAll(grantsOf(role));
    }
    String text = name == null ? "?" : name.toString();
    return new Caller(text.length() > MAX_NAME ? text.substring(0, MAX_NAME) : text, allowed);
  }

  private List<Grant> grantsOf(String role) {
    if (!grants.isEmpty()) {
      return grants.getOrDefault(role, List.of());
    }
    return Arrays.stream(Scope.values())
        .filter(scope -> role.equals(OWN + scope.name().toLowerCase(Locale.ROOT)))
        .map(Grant::everywhere)
        .toList();
  }

  private static @Nullable Object find(Map<?, ?> claims, String path) {
    Object whole = claims.get(path);
    if (whole != null) {
      return whole;
    }
    int point = path.indexOf('.');
    return point > 0 && claims.get(path.substring(0, point)) instanceof Map<?, ?> inner
        ? find(inner, path.substring(point + 1))
        : null;
  }

  private static List<String> texts(@Nullable Object roles) {
    return switch (roles) {
      case Collection<?> list -> list.stream().map(String::valueOf).toList();
      case String text -> List.of(text.split(" "));
      case null -> List.of();
      default -> List.of();
    };
  }
}
