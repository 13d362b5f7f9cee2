package io.hypertile.http.tomcat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.coyote.Processor;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/1.1 as Tomcat speaks it, with a deadline for the whole head of a request and a least pace of
 * answers. Tomcat itself only limits the time between two bytes, so that a client that sends or
 * takes a byte now and then would keep its connection for days.
 */
public final class TimedHttpProtocol extends Http11NioProtocol {
  private final PacedEndpoint connections;

  /** Number of connections that have a thread. */
  private final AtomicInteger served = new AtomicInteger();

  private volatile long headNanos = Long.MAX_VALUE;
  private volatile RequestTurns.Attributes attributes =
      new RequestTurns.Attributes(PacedEndpoint.class.getName(), DirectAnswer.class.getName());

  /** A protocol without a deadline or a pace, made by Tomcat by its name. */
  public TimedHttpProtocol() {
    this(new PacedEndpoint());
  }

  private TimedHttpProtocol(PacedEndpoint connections) {
    super(connections);
    this.connections = connections;
  }

  /**
   * Sets the deadline.
   *
   * @param timeout from the first bytes of a request to the end of its head
   */
  public void setHeadTimeout(Duration timeout) {
    headNanos = timeout.toNanos();
  }

  /** Sets the pace of answers, for connections that are opened from now on. */
  public void setAnswerPace(AnswerPace pace) {
    connections.setPace(pace);
  }

  /**
   * Sets the attributes of requests.
   *
   * @param presence its value, a BooleanSupplier, tells whether the client is gone
   * @param direct its value, a WritableByteChannel, takes large pieces of native memory, all or
   *     nothing of each, once what was written before is flushed, and the head with the first of
   *     them; missing where the connection is encrypted
   */
  public void setAttributes(String presence, String direct) {
    attributes = new RequestTurns.Attributes(presence, direct);
  }

  @Override
  protected Processor createProcessor() {
    return new TimedProcessor(
        this, new RequestTurns(getAdapter(), attributes, () -> served.get() > 1));
  }

  /**
   * Whether the other end of a connection is closed. Bytes that come in stay in its buffer, for who
   * reads from it next.
   */
  private static boolean isClosed(SocketWrapperBase<?> socket) {
    try {
      return !socket.isReadyForRead() && socket.isClosed();
    } catch (IOException e) {
      return true;
    }
  }

  /**
   * Serves one connection at a time, and others after it; called again for each piece of a head
   * that comes in.
   */
  private final class TimedProcessor extends Http11Processor {
    /** The connection with a head that is not whole; null when there is none. */
    private @Nullable SocketWrapperBase<?> begun;

    private final RequestTurns turns;
    private long since;

    TimedProcessor(AbstractHttp11Protocol<?> protocol, RequestTurns turns) {
      super(protocol, turns);
      this.turns = turns;
    }

    @Override
    public SocketState service(SocketWrapperBase<?> socket) throws IOException {
      long now = System.nanoTime();
      boolean goesOn = begun == socket;
      begun = null;
      if (goesOn && now - since > headNanos) {
        return SocketState.CLOSED;
      }
      turns.begin(() -> isClosed(socket), PacedEndpoint.directBuffers(socket));
      SocketState state = serve(socket);
      if (state == SocketState.LONG && !isAsync()) {
        begun = socket;
        since = goesOn ? since : now;
      }
      return state;
    }

    private SocketState serve(SocketWrapperBase<?> socket) throws IOException {
      served.incrementAndGet();
      try {
        return super.service(socket);
      } finally {
        served.decrementAndGet();
      }
    }
  }
}
