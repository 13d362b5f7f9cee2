package io.hypertile.http;

import io.hypertile.error.ServiceException;
import jakarta.servlet.http.HttpServletRequest;

/** Adds to failures of requests what other parts of the server know of them. Thread-safe. */
@FunctionalInterface
public interface FailureHints {
  /** The failure, or one of the same code that says more. */
  ServiceException improved(ServiceException failure, HttpServletRequest request);
}
