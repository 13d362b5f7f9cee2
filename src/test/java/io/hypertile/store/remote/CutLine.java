package io.hypertile.store.remote;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A line to a server on the loopback interface that can be cut: what is sent meanwhile waits and
 * comes through when it is whole again, as over a network, or connections are closed.
 */
public final class CutLine implements AutoCloseable {
  private final InetSocketAddress server;
  private final ServerSocket entry;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private State state = State.WHOLE;

  /** What becomes of bytes. */
  public enum State {
    /** They come through. */
    WHOLE,
    /** They wait. */
    SILENT,
    /** Connections are closed. */
    CLOSED
  }

  /** A line to a server. */
  public CutLine(URI server) throws IOException {
    this.server = new InetSocketAddress(server.getHost(), server.getPort());
    this.entry = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  /** The address of its near end. */
  public URI address() {
    return URI.create("http://127.0.0.1:" + entry.getLocalPort());
  }

  /** Cuts it, or makes it whole. */
  public synchronized void set(State next) {
    state = next;
    notifyAll();
    if (next == State.CLOSED) {
      open.forEach(CutLine::close);
    }
  }

  /** Waits until bytes come through; false if connections are closed. */
  private synchronized boolean await() throws InterruptedException {
    while (state == State.SILENT) {
      wait();
    }
    return state == State.WHOLE;
  }

  private void accept() {
    try {
      while (true) {
        Socket near = entry.accept();
        open.add(near);
        Thread.ofVirtual().start(() -> join(near));
      }
    } catch (IOException e) {
      // The line was given up.
    }
  }

  private void join(Socket near) {
    Socket far = new Socket();
    try {
      if (!await()) {
        close(near);
        return;
      }
      far.connect(server);
      open.add(far);
      Thread back = Thread.ofVirtual().start(() -> pump(far, near));
      pump(near, far);
      back.join();
    } catch (IOException e) {
      close(near);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      close(far);
      open.remove(near);
      open.remove(far);
    }
  }

  private void pump(Socket from, Socket to) {
    byte[] bytes = new byte[1 << 16];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int count = in.read(bytes); count > 0; count = in.read(bytes)) {
        if (!await()) {
          break;
        }
        out.write(bytes, 0, count);
      }
    } catch (IOException e) {
      // One of the two has ended the connection.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      close(from);
      close(to);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    entry.close();
    set(State.CLOSED);
  }
}
