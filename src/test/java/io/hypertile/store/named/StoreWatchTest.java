package io.hypertile.store.named;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.hypertile.memory.MemoryBudget;
import io.hypertile.memory.MemoryUse;
import io.hypertile.store.CheckResult;
import io.hypertile.store.StoreName;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Looks at stores, of which one answers when the test lets it. */
class StoreWatchTest {
  private final CountDownLatch answers = new CountDownLatch(1);
  private final AtomicInteger asked = new AtomicInteger();
  private HttpServer server;
  private Stores stores;

  @BeforeEach
  void start() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/",
        exchange -> {
          asked.incrementAndGet();
          try {
            answers.await(20, TimeUnit.SECONDS);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/files";
    stores =
        new Stores(
            List.of(
                StoreSettings.of(new StoreName("slow"), StoreLocation.parse(url)),
                StoreSettings.of(new StoreName("here"), StoreLocation.parse("memory:"))),
            new StoreOpener(Map.of(), MemoryBudget.only(MemoryUse.LOG, 16L << 20)));
  }

  @AfterEach
  void stop() {
    answers.countDown();
    stores.close();
    server.stop(0);
  }

  private static List<String> standings(StoreWatch watch) {
    return watch.look().stream()
        .map(standing ->
            standing.store().name()
                + (standing.result() instanceof CheckResult.Usable ? " up" : " down"))
        .toList();
  }

  @Test
  void aStoreThatTakesTooLongCountsAsDownAndIsNotAskedAgainMeanwhile() throws Exception {
    try (StoreWatch watch = new StoreWatch(stores, Duration.ofMinutes(1), Duration.ofMillis(100))) {
      assertThat(standings(watch)).containsExactly("here up", "slow down");
      assertThat(standings(watch)).containsExactly("here up", "slow down");
      BlockingQueue<StoreWatch.Standing> handed = new LinkedBlockingQueue<>();
      watch.look(handed::add);
      assertThat(handed.take().store().name()).hasToString("here");
      answers.countDown();
      StoreWatch.Standing slow = handed.poll(20, TimeUnit.SECONDS);
      assertThat(slow.result()).isInstanceOf(CheckResult.Usable.class);
      assertThat(standings(watch)).containsExactly("here up", "slow up");
      assertThat(asked).hasValue(1);
    }
  }

  @Test
  void aResultIsGoodForATime() {
    answers.countDown();
    try (StoreWatch watch = new StoreWatch(stores, Duration.ZERO, Duration.ofSeconds(20))) {
      assertThat(standings(watch)).containsExactly("here up", "slow up");
      int once = asked.get();
      assertThat(standings(watch)).containsExactly("here up", "slow up");
      assertThat(asked).hasValueGreaterThan(once);
    }
  }
}
