package io.hypertile.security;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.quota.Quota;
import io.hypertile.route.Scope;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Caller of a request.
 *
 * @param name name of the key or the token's subject, for the audit log
 * @param grants rights of the caller
 * @param rate requests that the caller may make; empty for as many as others may
 * @param quota limit of what the collections of the caller hold together, past which the caller
 *     adds nothing; empty without a limit of the caller's own
 */
public record Caller(String name, List<Grant> grants, Optional<Rate> rate, Optional<Quota> quota) {
  /** A caller without credentials, where none are asked for. */
  static final Caller ANYONE = new Caller("anonymous", List.of(Grant.everywhere(Scope.ADMIN)));

  /** The server itself, which reads before it is ready. */
  static final Caller SERVER = new Caller("warm-up", List.of(Grant.everywhere(Scope.READ)));

  /** A caller who is not known yet. */
  static final Caller NOBODY = new Caller("-", List.of());

  private static final String ATTRIBUTE = Caller.class.getName();
  private static final String KEY = ATTRIBUTE + ".key";

  public Caller {
    grants = List.copyOf(grants);
  }

  /** A caller who may make as many requests as others. */
  public Caller(String name, List<Grant> grants) {
    this(name, grants, Optional.empty());
  }

  /** A caller without a quota. */
  public Caller(String name, List<Grant> grants, Optional<Rate> rate) {
    this(name, grants, rate, Optional.empty());
  }

  /** The caller of a request; one who may do nothing when it was not checked. */
  public static Caller of(HttpServletRequest request) {
    return request.getAttribute(ATTRIBUTE) instanceof Caller caller ? caller : NOBODY;
  }

  /** The name of the key that a request was made with; empty without one. */
  public static Optional<String> keyOf(HttpServletRequest request) {
    return request.getAttribute(KEY) instanceof String name ? Optional.of(name) : Optional.empty();
  }

  /** Makes this the caller of a request that was made with a key. */
  void attachWithKey(HttpServletRequest request) {
    request.setAttribute(KEY, name);
    attach(request);
  }

  void attach(HttpServletRequest request) {
    request.setAttribute(ATTRIBUTE, this);
  }

  /** Whether the caller may do something with a collection, which need not exist. */
  public boolean may(Scope scope, String collection) {
    return grants.stream().anyMatch(grant -> grant.covers(scope, collection));
  }

  /** Whether the caller may do something with every collection. */
  public boolean mayEverywhere(Scope scope) {
    return grants.stream().anyMatch(grant -> grant.coversEverywhere(scope));
  }

  /**
   * Checks a right to a collection that the caller names.
   *
   * @throws ServiceException {@code forbidden}; or {@code collection-not-found}, as if there were
   *     none, if the caller may see it as little
   */
  public void require(Scope scope, String collection) {
    if (may(scope, collection)) {
      return;
    }
    if (!may(Scope.READ, collection)) {
      throw new ServiceException(
          ErrorCode.COLLECTION_NOT_FOUND,
          "There is no collection of this name; GET /api/v1/collections lists all names.",
          Map.of("collection", collection),
          null);
    }
    throw forbidden(scope);
  }

  /**
   * Checks the right to create a collection.
   *
   * @throws ServiceException {@code forbidden}
   */
  public void requireCreation(String collection) {
    if (!may(Scope.WRITE, collection)) {
      throw forbidden(Scope.WRITE);
    }
  }

  /**
   * Checks a right to every collection.
   *
   * @throws ServiceException {@code forbidden}
   */
  public void requireEverywhere(Scope scope) {
    if (!mayEverywhere(scope)) {
      String text = scope.name().toLowerCase(Locale.ROOT);
      throw new ServiceException(
          ErrorCode.FORBIDDEN,
          "These credentials do not allow this; use some that have the scope "
              + text
              + " of all collections.",
          Map.of("scope", text),
          null);
    }
  }

  /** The refusal of what needs a scope. */
  static ServiceException forbidden(Scope scope) {
    String text = scope.name().toLowerCase(Locale.ROOT);
    return new ServiceException(
        ErrorCode.FORBIDDEN,
        "These credentials do not allow this; use some that have the scope " + text + " here.",
        Map.of("scope", text),
        null);
  }
}
