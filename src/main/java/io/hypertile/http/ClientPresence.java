package io.hypertile.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Presence of the client of a request: whether its end of the connection is still open, which
 * nothing else shows before something is sent. It is looked at now and then, as that is a call of
 * the system. Used by the thread of the request.
 */
public final class ClientPresence {
  /** The attribute of requests whose value looks at their connection. */
  public static final String ATTRIBUTE = ClientPresence.class.getName();

  private static final long INTERVAL = TimeUnit.MILLISECONDS.toNanos(100);

  private final BooleanSupplier isGone;
  private long last = System.nanoTime();

  private ClientPresence(BooleanSupplier isGone) {
    this.isGone = isGone;
  }

  /** The presence of the client of a request, which is there for the first tenth of a second. */
  public static ClientPresence of(HttpServletRequest request) {
    return new ClientPresence(
        request.getAttribute(ATTRIBUTE) instanceof BooleanSupplier gone ? gone : () -> false);
  }

  /** Whether the client has closed the connection, or its half of it. */
  public boolean isLost() {
    long now = System.nanoTime();
    if (now - last < INTERVAL) {
      return false;
    }
    last = now;
    return isGone.getAsBoolean();
  }
}
