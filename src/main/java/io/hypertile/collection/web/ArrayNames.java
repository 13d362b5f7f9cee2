package io.hypertile.collection.web;

import io.hypertile.schema.Collection;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.ResponseEntity;

/** Names of the arrays of collections whose arrays have no schema in common. Thread-safe. */
@FunctionalInterface
public interface ArrayNames {
  /** An answer with the names of all arrays of a collection. */
  ResponseEntity<byte[]> list(Collection collection, HttpServletRequest request);
}
