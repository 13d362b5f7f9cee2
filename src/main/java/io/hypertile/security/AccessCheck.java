package io.hypertile.security;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.http.FailureCodes;
import io.hypertile.http.FailureHints;
import io.hypertile.http.Problem;
import io.hypertile.http.ProblemWriter;
import io.hypertile.http.ServedAddress;
import io.hypertile.http.ServedPaths;
import io.hypertile.http.WarmUpGate;
import io.hypertile.route.Address;
import io.hypertile.route.Need;
import io.hypertile.route.Route;
import io.hypertile.route.Routes;
import io.hypertile.route.Scope;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import java.util.Optional;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Identifies the caller and lets through the requests that the caller may make. Things that a
 * caller may not see are answered as absent; things that they may see and not do are forbidden; an
 * unknown caller is asked for credentials.
 */
public final class AccessCheck extends OncePerRequestFilter {
  private static final String HEALTH = "/actuator/health";

  private final Routes routes;
  private final ApiKeys keys;
  private final FailureHints hints;
  private final boolean open;

  /**
   * A filter.
   *
   * @param routes the addresses of the server, each with the right that it needs
   * @param keys the keys that are taken; tokens have been checked before
   * @param hints what is known of refusals besides
   * @param open whether callers without credentials may do everything
   */
  public AccessCheck(Routes routes, ApiKeys keys, FailureHints hints, boolean open) {
    this.routes = routes;
    this.keys = keys;
    this.hints = hints;
    this.open = open;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    try {
      check(request);
    } catch (ServiceException e) {
      AuditLog.refused(request);
      FailureCodes.note(request, e.code());
      ProblemWriter.write(response, Problem.of(hints.improved(e, request), request));
      return;
    }
    chain.doFilter(watched(request), response);
  }

  /** Shows the framework a caller who may see what the health of the server is made of. */
  private static HttpServletRequest watched(HttpServletRequest request) {
    Caller caller = Caller.of(request);
    String path = ServedPaths.of(request);
    if (!path.startsWith(HEALTH) || !caller.mayEverywhere(Scope.ADMIN)) {
      return request;
    }
    return new HttpServletRequestWrapper(request) {
      @Override
      public Principal getUserPrincipal() {
        return caller::name;
      }
    };
  }

  private void check(HttpServletRequest request) {
    Optional<Caller> caller = caller(request);
    caller.ifPresent(known -> known.attach(request));
    Address address = ServedAddress.of(request, routes);
    Need need = address.route().need(request.getMethod());
    if (need instanceof Need.Nothing) {
      return;
    }
    Caller known = caller.orElseThrow(() -> unauthenticated(NO_CREDENTIALS));
    switch (need) {
      case Need.Nothing ignored -> {}
      case Need.Known ignored -> {}
      case Need.InCollection(Scope scope) -> known.require(scope, address.at(Route.COLLECTION));
      case Need.Everywhere(Scope scope) -> known.requireEverywhere(scope);
    }
  }

  private static final String NO_CREDENTIALS =
      "Credentials are needed; send a key as X-API-Key, as bearer token or as Basic password.";

  private Optional<Caller> caller(HttpServletRequest request) {
    if (WarmUpGate.isPassed()) {
      return Optional.of(Caller.SERVER);
    }
    Optional<String> key = Credentials.key(request);
    if (key.isPresent()) {
      Caller caller =
          keys.find(key.get())
              .orElseThrow(
                  () -> unauthenticated("The key is not known here or has expired; use another."));
      caller.attachWithKey(request);
      return Optional.of(caller);
    }
    if (SecurityContextHolder.getContext().getAuthentication() instanceof CallerToken token) {
      return Optional.of(token.caller());
    }
    return open ? Optional.of(Caller.ANYONE) : Optional.empty();
  }

  /** The refusal of who is not known. */
  public static ServiceException unauthenticated(String detail) {
    return new ServiceException(ErrorCode.UNAUTHENTICATED, detail);
  }
}
