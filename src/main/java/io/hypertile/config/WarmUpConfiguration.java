package io.hypertile.config;

import io.hypertile.http.ServedPaths;
import io.hypertile.http.WarmUpGate;
import io.hypertile.train.WarmUp;
import io.micrometer.observation.ObservationPredicate;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Wires what the server does between its start and its readiness: the framework calls it ready when
 * the runners have ended, and alive before that.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(WarmUpProperties.class)
class WarmUpConfiguration {
  private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);

  @Bean
  WarmUpGate warmUpGate() {
    return new WarmUpGate();
  }

  /** Neither figures nor spans of requests have those that no client made. */
  @Bean
  ObservationPredicate clientsOnly() {
    return (name, context) -> !WarmUpGate.isPassed();
  }

  /** After the samples of {@code hypertile.demo} have been made. */
  @Bean
  @Order(Ordered.LOWEST_PRECEDENCE)
  ApplicationRunner warmUp(
      WarmUpProperties properties,
      ServerProperties server,
      WarmUpGate gate,
      ObjectProvider<WebServerApplicationContext> contexts) {
    return arguments -> {
      WebServerApplicationContext context = contexts.getIfAvailable();
      boolean secure = server.getSsl() != null && server.getSsl().isEnabled();
      if (properties.time().isPositive() && context != null && !secure) {
        warm(properties, address(server, context), root(server), gate);
      }
    };
  }

  private static void warm(
      WarmUpProperties properties, InetSocketAddress address, String root, WarmUpGate gate) {
    long start = System.nanoTime();
    try {
      String header = WarmUpGate.HEADER + ": " + gate.open();
      int answered = new WarmUp(address, root, header).until(start + properties.time().toNanos());
      LOG.debug("{} requests in {} ms", answered, (System.nanoTime() - start) / 1_000_000);
    } finally {
      gate.close();
    }
  }

  private static InetSocketAddress address(
      ServerProperties server, WebServerApplicationContext context) {
    InetAddress address = server.getAddress();
    int port = context.getWebServer() == null ? 0 : context.getWebServer().getPort();
    return address == null || address.isAnyLocalAddress()
        ? new InetSocketAddress(InetAddress.getLoopbackAddress(), port)
        : new InetSocketAddress(address, port);
  }

  private static String root(ServerProperties server) {
    return Optional.ofNullable(server.getServlet().getContextPath()).orElse("")
        + ServedPaths.API_ROOT;
  }
}
