package io.hypertile.config.access;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementServerProperties;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;

/**
 * Addresses of the server that other machines can reach. The port of its own that {@code /actuator}
 * may have counts too: it listens on all addresses unless it is told otherwise.
 *
 * @param beyondLoopback the addresses; empty when it listens on loopback only
 */
record ListeningAddresses(List<String> beyondLoopback) {
  ListeningAddresses {
    beyondLoopback = List.copyOf(beyondLoopback);
  }

  static ListeningAddresses of(
      ServerProperties server, @Nullable ManagementServerProperties management) {
    List<String> found = new ArrayList<>();
    add(server.getAddress(), "", found);
    if (management != null && hasPortOfItsOwn(server, management)) {
      add(management.getAddress(), " for /actuator", found);
    }
    return new ListeningAddresses(found);
  }

  private static boolean hasPortOfItsOwn(
      ServerProperties server, ManagementServerProperties management) {
    Integer port = management.getPort();
    // A negative port stands for none, and 0 for any that is free.
    return port != null && port >= 0 && (port == 0 || !port.equals(server.getPort()));
  }

  private static void add(@Nullable InetAddress address, String what, List<String> found) {
    if (address == null || !address.isLoopbackAddress()) {
      found.add((address == null ? "all addresses" : address.getHostAddress()) + what);
    }
  }
}
