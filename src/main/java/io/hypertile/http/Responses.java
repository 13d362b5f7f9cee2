package io.hypertile.http;

import jakarta.servlet.ServletResponse;
import jakarta.servlet.ServletResponseWrapper;

/** Gets at the container's own response. */
public final class Responses {
  private Responses() {}

  /**
   * The response beneath all wrappers: the framework's wrapper copies every write once more, which
   * costs half the speed of large answers. For handlers only that write the whole answer before
   * they return.
   */
  public static ServletResponse unwrapped(ServletResponse response) {
    ServletResponse inner = response;
    while (inner instanceof ServletResponseWrapper wrapper) {
      inner = wrapper.getResponse();
    }
    return inner;
  }
}
