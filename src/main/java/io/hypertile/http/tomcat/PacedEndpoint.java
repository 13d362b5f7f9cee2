package io.hypertile.http.tomcat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.NioEndpoint.NioSocketWrapper;
import org.apache.tomcat.util.net.SecureNioChannel;
import org.apache.tomcat.util.net.SocketBufferHandler;
import org.apache.tomcat.util.net.SocketWrapperBase;

/**
 * Tomcat's connections with a least pace of answers. Tomcat writes in a loop until all is sent, and
 * tries again each time that the client has taken something: so the pace is checked where it tries.
 */
final class PacedEndpoint extends NioEndpoint {
  private volatile AnswerPace pace = new AnswerPace(0, Duration.ZERO);

  void setPace(AnswerPace pace) {
    this.pace = pace;
  }

  @Override
  protected NioChannel createChannel(SocketBufferHandler buffers) {
    AnswerPace.Meter meter = pace.meter();
    if (isSSLEnabled()) {
      return new SecureChannel(buffers, this, meter);
    }
    return new Channel(
        new DirectBuffers(
            socketProperties.getAppReadBufSize(),
            socketProperties.getAppWriteBufSize(),
            socketProperties.getDirectBuffer()),
        meter);
  }

  /** The buffers of a connection that takes memory as it is; empty for one that encrypts. */
  static Optional<DirectBuffers> directBuffers(SocketWrapperBase<?> socket) {
    return socket.getSocket() instanceof Channel channel
        ? Optional.of(channel.buffers)
        : Optional.empty();
  }

  private static boolean isLeft(ByteBuffer[] bytes, int from, int count) {
    for (int at = from; at < from + count; at++) {
      if (bytes[at].hasRemaining()) {
        return true;
      }
    }
    return false;
  }

  private static final class Channel extends NioChannel {
    private final DirectBuffers buffers;
    private final AnswerPace.Meter meter;

    Channel(DirectBuffers buffers, AnswerPace.Meter meter) {
      super(buffers);
      this.buffers = buffers;
      this.meter = meter;
    }

    @Override
    public void reset(SocketChannel channel, NioSocketWrapper wrapper) throws IOException {
      meter.reset();
      super.reset(channel, wrapper);
    }

    /** Sends what waits before the bytes in the same call, so that the client wakes up once. */
    @Override
    public int write(ByteBuffer bytes) throws IOException {
      ByteBuffer waiting = buffers.waitingBefore(bytes);
      if (waiting != null) {
        return Math.toIntExact(write(new ByteBuffer[] {waiting, bytes}, 0, 2));
      }
      meter.requireOpen();
      int sent = super.write(bytes);
      meter.sent(sent, bytes.hasRemaining());
      return sent;
    }

    @Override
    public long write(ByteBuffer[] bytes, int from, int count) throws IOException {
      meter.requireOpen();
      long sent = super.write(bytes, from, count);
      meter.sent(sent, isLeft(bytes, from, count));
      return sent;
    }
  }

  /** Channel of TLS; bytes that are encrypted and not sent count as not sent. */
  private static final class SecureChannel extends SecureNioChannel {
    private final AnswerPace.Meter meter;

    SecureChannel(SocketBufferHandler buffers, NioEndpoint endpoint, AnswerPace.Meter meter) {
      super(buffers, endpoint);
      this.meter = meter;
    }

    @Override
    public void reset(SocketChannel channel, NioSocketWrapper wrapper) throws IOException {
      meter.reset();
      super.reset(channel, wrapper);
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
      meter.requireOpen();
      int waiting = getOutboundRemaining();
      int sent = super.write(bytes);
      int left = getOutboundRemaining();
      meter.sent((long) waiting + sent - left, bytes.hasRemaining() || left > 0);
      return sent;
    }

    @Override
    public long write(ByteBuffer[] bytes, int from, int count) throws IOException {
      meter.requireOpen();
      int waiting = getOutboundRemaining();
      long sent = super.write(bytes, from, count);
      int left = getOutboundRemaining();
      meter.sent(waiting + sent - left, isLeft(bytes, from, count) || left > 0);
      return sent;
    }
  }
}
