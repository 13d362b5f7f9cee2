package io.hypertile.http.tomcat;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.apache.coyote.Adapter;
import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Connections that have their next request there already let others go first, if there are some.
 */
@Timeout(60)
class RequestTurnsTest {
  /**
   * Serves six requests of two connections each, on virtual threads, and prints the order. The
   * threads have one carrier, so that the order is the scheduler's alone.
   */
  static final class Server {
    private Server() {}

    /** Runs it; the argument says whether the requests take turns, or each believes to be alone. */
    public static void main(String[] arguments) throws InterruptedException {
      StringBuilder order = new StringBuilder();
      CountDownLatch both = new CountDownLatch(2);
      List<Thread> threads = new ArrayList<>();
      for (String name : List.of("a", "b")) {
        Adapter noting = noting(order, name);
        RequestTurns turns =
            new RequestTurns(
                noting,
                new RequestTurns.Attributes("gone", "direct"),
                () -> arguments[0].equals("turns"));
        Adapter served = arguments[0].equals("none") ? noting : turns;
        threads.add(
            Thread.ofVirtual()
                .start(() -> {
                  both.countDown();
                  serve(both, turns, served);
                }));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      System.out.println(order);
    }

    private static void serve(CountDownLatch both, RequestTurns turns, Adapter served) {
      try {
        both.await();
        turns.begin(() -> false, Optional.empty());
        for (int n = 0; n < 6; n++) {
          served.service(new Request(), new Response());
        }
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }

    private static Adapter noting(StringBuilder order, String name) {
      return (Adapter)
          Proxy.newProxyInstance(
              Adapter.class.getClassLoader(),
              new Class<?>[] {Adapter.class},
              (proxy, method, values) -> order.append(name) == null);
    }
  }

  private static String order(String how) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Djdk.virtualThreadScheduler.parallelism=1",
                "-Djdk.virtualThreadScheduler.maxPoolSize=1",
                "-cp",
                System.getProperty("java.class.path"),
                Server.class.getName(),
                how)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
  }

  @Test
  void connectionsWithFurtherRequestsAreServedInTurns() throws IOException {
    assertThat(order("turns")).matches("(ab){6}|(ba){6}");
  }

  @Test
  void connectionThatIsServedAloneIsAnsweredAtOnce() throws IOException {
    assertThat(order("alone")).matches("a{6}b{6}|b{6}a{6}");
  }

  @Test
  void withoutTurnsOneConnectionIsServedToItsEnd() throws IOException {
    assertThat(order("none")).matches("a{6}b{6}|b{6}a{6}");
  }
}
