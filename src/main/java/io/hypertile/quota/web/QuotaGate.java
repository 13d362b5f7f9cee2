package io.hypertile.quota.web;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.http.FailureCodes;
import io.hypertile.http.Problem;
import io.hypertile.http.ProblemWriter;
import io.hypertile.http.ServedAddress;
import io.hypertile.http.WarmUpGate;
import io.hypertile.quota.Charge;
import io.hypertile.quota.StoredUse;
import io.hypertile.route.Address;
import io.hypertile.route.RequestKind;
import io.hypertile.route.Route;
import io.hypertile.route.Routes;
import io.hypertile.security.Caller;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Charges requests that bring something to a collection with the bytes of their bodies, before
 * these are read, and refuses those that do not fit. Numbers of arrays are charged where they are
 * known, by {@link Charge#current}. Requests that remove something always pass.
 */
public final class QuotaGate extends OncePerRequestFilter {
  private static final Set<RequestKind> BRINGING =
      EnumSet.of(RequestKind.CREATE, RequestKind.WRITE);

  /** Kinds of requests that change what collections hold. */
  private static final Set<RequestKind> CHANGING =
      EnumSet.of(
          RequestKind.CREATE,
          RequestKind.WRITE,
          RequestKind.CLEAR,
          RequestKind.UPDATE,
          RequestKind.DELETE,
          RequestKind.UPKEEP);

  private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");
  private static final int FAILED = 400;

  private final StoredUse uses;
  private final Routes routes;
  private final CellWrites writes;

  /** A gate before the addresses of a server. */
  public QuotaGate(StoredUse uses, Routes routes, CellWrites writes) {
    this.uses = uses;
    this.routes = routes;
    this.writes = writes;
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return READING.contains(request.getMethod()) || WarmUpGate.isPassed();
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    Address address = ServedAddress.of(request, routes);
    Optional<RequestKind> kind = address.route().kind(request.getMethod());
    if (kind.filter(CHANGING::contains).isEmpty()) {
      chain.doFilter(request, response);
      return;
    }
    Charge charge = new Charge(uses, Caller.of(request).quota());
    charge.enter();
    boolean made = true;
    try {
      collection(address).ifPresent(charge::on);
      HttpServletRequest served = request;
      if (BRINGING.contains(kind.get())) {
        take(charge, address, request);
        served = charged(charge, request);
      }
      chain.doFilter(served, response);
      made = response.getStatus() < FAILED;
    } catch (ServiceException e) {
      made = false;
      FailureCodes.note(request, e.code());
      ProblemWriter.write(response, Problem.of(e, request));
    } finally {
      charge.end(made);
    }
  }

  /** The collection that a path names; those of other paths are named by who serves them. */
  private static Optional<String> collection(Address address) {
    return address.route().pattern().contains(Route.COLLECTION)
        ? Optional.of(address.at(Route.COLLECTION))
        : Optional.empty();
  }

  private void take(Charge charge, Address address, HttpServletRequest request) {
    if (!charge.isLimited()) {
      return;
    }
    long bytes = writes.added(address, request, Math.max(0, request.getContentLengthLong()));
    try {
      charge.bytes(bytes);
    } catch (ServiceException e) {
      long replaced = writes.replaced(address, request);
      if (e.code() != ErrorCode.QUOTA_EXCEEDED || replaced == 0) {
        throw e;
      }
      charge.bytes(Math.max(0, bytes - replaced));
    }
  }

  private static HttpServletRequest charged(Charge charge, HttpServletRequest request) {
    return request.getContentLengthLong() < 0 && request.getHeader("Transfer-Encoding") != null
        ? new ChargedBody(request, charge)
        : request;
  }
}
