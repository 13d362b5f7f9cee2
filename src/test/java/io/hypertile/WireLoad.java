package io.hypertile;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The same request again and again on several connections, each with one request under way, driven
 * by the calling thread alone.
 *
 * @param port of the loopback interface
 * @param request what is sent
 * @param connections number of them
 */
record WireLoad(int port, ByteBuffer request, int connections) {
  private static final int MOST_TIMES = 1 << 20;

  /**
   * What came of it.
   *
   * @param perSecond answers per second
   * @param clientShare processor time of the calling thread per second, 1 for a whole processor
   * @param median of the times from request to answer, nanoseconds
   * @param late 99th percentile of these
   * @param times all of them, in the order of the answers
   */
  record Outcome(double perSecond, double clientShare, long median, long late, long[] times) {
    /** 99th percentile of the first answers, nanoseconds. */
    long lateOfFirst(int answers) {
      long[] first = Arrays.copyOf(times, Math.min(answers, times.length));
      Arrays.sort(first);
      return first[first.length * 99 / 100];
    }
  }

  /** Goes on for some time. */
  Outcome run(Duration duration) throws IOException {
    List<WireConnection> opened = new ArrayList<>();
    try (Selector selector = Selector.open()) {
      for (int n = 0; n < connections; n++) {
        opened.add(WireConnection.open(port));
      }
      return run(selector, opened, duration);
    } finally {
      for (WireConnection connection : opened) {
        connection.close();
      }
    }
  }

  private Outcome run(Selector selector, List<WireConnection> opened, Duration duration)
      throws IOException {
    long[] sent = new long[opened.size()];
    for (int n = 0; n < sent.length; n++) {
      opened.get(n).channel().configureBlocking(false);
      opened.get(n).channel().register(selector, SelectionKey.OP_READ, n);
    }
    long[] times = new long[MOST_TIMES];
    int answers = 0;
    long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    long start = System.nanoTime();
    for (int n = 0; n < sent.length; n++) {
      sent[n] = System.nanoTime();
      opened.get(n).send(request);
    }
    long now = start;
    while (now - start < duration.toNanos() && answers < MOST_TIMES - sent.length) {
      selector.select();
      for (SelectionKey key : selector.selectedKeys()) {
        int n = (Integer) key.attachment();
        if (opened.get(n).receive(200)) {
          now = System.nanoTime();
          times[answers++] = now - sent[n];
          sent[n] = now;
          opened.get(n).send(request);
        }
      }
      selector.selectedKeys().clear();
    }
    double seconds = now - start;
    cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu;
    long[] inOrder = Arrays.copyOf(times, answers);
    Arrays.sort(times, 0, answers);
    return new Outcome(
        answers * 1e9 / seconds,
        cpu / seconds,
        times[answers / 2],
        times[answers * 99 / 100],
        inOrder);
  }
}
