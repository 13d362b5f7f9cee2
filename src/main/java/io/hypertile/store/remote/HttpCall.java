package io.hypertile.store.remote;

import io.hypertile.store.ObjectBody;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A request.
 *
 * @param headers names and values
 * @param body the body to send; empty for none
 */
public record HttpCall(
    String method, URI address, Map<String, String> headers, Optional<ObjectBody> body) {
  /** Copies the headers. */
  public HttpCall {
    headers = Map.copyOf(headers);
  }

  /** A request without headers and body. */
  public static HttpCall of(String method, URI address) {
    return new HttpCall(method, address, Map.of(), Optional.empty());
  }

  /** The same with one more header, or with another value of it. */
  public HttpCall with(String name, String value) {
    Map<String, String> more = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    more.putAll(headers);
    more.put(name, value);
    return new HttpCall(method, address, more, body);
  }

  /** The same with a body. */
  public HttpCall sending(ObjectBody other) {
    return new HttpCall(method, address, headers, Optional.of(other));
  }
}
