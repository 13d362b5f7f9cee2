package io.hypertile.quota.web;

import io.hypertile.route.Address;
import jakarta.servlet.http.HttpServletRequest;

/** Tells what writes of cells add to what is stored. Thread-safe. */
public interface CellWrites {
  /** Writes of which nothing is known: each adds its body. */
  CellWrites UNKNOWN =
      new CellWrites() {
        @Override
        public long added(Address address, HttpServletRequest request, long body) {
          return body;
        }

        @Override
        public long replaced(Address address, HttpServletRequest request) {
          return 0;
        }
      };

  /**
   * Bytes that the write of a request is charged with, told without reading stored cells.
   *
   * @param address the row of the request's path
   * @param body bytes of its body
   */
  long added(Address address, HttpServletRequest request, long body);

  /**
   * Stored bytes that go when the write of a request is made; asked only where it does not fit.
   *
   * @return 0 where that cannot be told
   */
  long replaced(Address address, HttpServletRequest request);
}
