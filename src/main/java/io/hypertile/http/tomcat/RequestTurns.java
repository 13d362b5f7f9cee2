package io.hypertile.http.tomcat;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.coyote.Adapter;
import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.apache.tomcat.util.net.SocketEvent;

/**
 * Lets the requests of other connections go first when a connection has its next one there already.
 * Tomcat answers such requests one after another on the thread of the first; virtual threads are
 * not interrupted by their scheduler, so that as many busy connections as there are carriers would
 * have the server for themselves, and all others would wait. A connection that is served alone is
 * answered at once: giving way would wake a second carrier for nothing, and often move the thread
 * there. Used by the one thread that serves a connection.
 */
final class RequestTurns implements Adapter {
  private final Adapter next;
  private final Attributes attributes;
  private final BooleanSupplier hasOthers;
  private boolean first = true;
  private BooleanSupplier isGone = () -> false;
  private Optional<DirectBuffers> buffers = Optional.empty();

  /**
   * Names of attributes of requests.
   *
   * @param presence attribute that tells whether the client is gone
   * @param direct attribute that takes native memory to the client; connections that encrypt leave
   *     it out
   */
  record Attributes(String presence, String direct) {}

  /**
   * Turns before what answers requests.
   *
   * @param next handler of them
   * @param attributes those that requests get
   * @param hasOthers whether other connections are being served
   */
  RequestTurns(Adapter next, Attributes attributes, BooleanSupplier hasOthers) {
    this.next = next;
    this.attributes = attributes;
    this.hasOthers = hasOthers;
  }

  /**
   * A thread has come to the connection by way of the queue of all of them.
   *
   * @param gone tells whether the connection's client is gone
   * @param direct the connection's buffers, if it takes memory as it is
   */
  void begin(BooleanSupplier gone, Optional<DirectBuffers> direct) {
    first = true;
    isGone = gone;
    buffers = direct;
  }

  @Override
  public void service(Request request, Response response) throws Exception {
    if (!first && hasOthers.getAsBoolean()) {
      Thread.yield();
    }
    first = false;
    request.setAttribute(attributes.presence, isGone);
    buffers.ifPresent(
        direct -> request.setAttribute(attributes.direct, new DirectAnswer(direct, response)));
    next.service(request, response);
  }

  @Override
  public boolean prepare(Request request, Response response) throws Exception {
    return next.prepare(request, response);
  }

  @Override
  public boolean asyncDispatch(Request request, Response response, SocketEvent event)
      throws Exception {
    return next.asyncDispatch(request, response, event);
  }

  @Override
  public void log(Request request, Response response, long time) {
    next.log(request, response, time);
  }

  @Override
  public void checkRecycled(Request request, Response response) {
    next.checkRecycled(request, response);
  }

  @Override
  public String getDomain() {
    return next.getDomain();
  }
}
