package io.hypertile.http;

import io.hypertile.error.ServiceException;
import jakarta.servlet.http.HttpServletRequest;

/**
 * Form of failures in a protocol beside the interface's own. A filter of the protocol attaches it
 * to the requests that speak it, before anything refuses them. Thread-safe.
 */
@FunctionalInterface
public interface ProblemForm {
  /** The problem of a failure of a request. */
  Problem problem(ServiceException failure, HttpServletRequest request);

  /** Makes this the form of what {@link Problem#of(ServiceException, HttpServletRequest)} gives. */
  default void attach(HttpServletRequest request) {
    request.setAttribute(ProblemForm.class.getName(), this);
  }
}
