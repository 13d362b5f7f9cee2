package io.hypertile.collection.web;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.ResponseEntity;

/** A form of collections for people, of one kind of them. Safe for use by many threads. */
public interface CollectionText {
  /** Its name among the formats that clients may ask for. */
  String format();

  /**
   * Shows the collection that a request names.
   *
   * @throws io.hypertile.error.ServiceException {@code collection-not-found}, or {@code wrong-kind}
   *     if it is of another kind
   */
  ResponseEntity<byte[]> show(HttpServletRequest request);
}
