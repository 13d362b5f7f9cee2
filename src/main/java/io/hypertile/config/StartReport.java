package io.hypertile.config;

import io.hypertile.collection.CollectionService;
import io.hypertile.engine.CollectionStore;
import io.hypertile.error.ServiceException;
import io.hypertile.release.Release;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.Environment;

/**
 * Logs what was started, a line each: version, address, storage, who may enter, documentation.
 *
 * @param settings where the storage is
 * @param server where it listens
 * @param access who may enter
 * @param store the collections
 * @param collections what counts their arrays
 */
record StartReport(
    HypertileProperties settings,
    ServerProperties server,
    KnownCallers access,
    CollectionStore store,
    CollectionService collections)
    implements ApplicationListener<ApplicationReadyEvent> {
  private static final Logger LOG = LoggerFactory.getLogger("hypertile.start");

  /** Collections whose arrays are counted, so that a start does not wait for it. */
  private static final int MOST_COUNTED = 1000;

  @Override
  public void onApplicationEvent(ApplicationReadyEvent event) {
    Environment environment = event.getApplicationContext().getEnvironment();
    LOG.info(
        "Hypertile {} on Java {}, process {}, ready after {} s",
        Release.version(),
        Runtime.version(),
        ProcessHandle.current().pid(),
        seconds(event.getTimeTaken()));
    String address = address(event);
    LOG.info("Address: {}/api/v1{}", address, onAll() ? ", on all addresses" : "");
    LOG.info("Storage: {}", storage());
    LOG.info("Access: {}", access.text(environment.getProperty(KnownCallers.ISSUER)));
    LOG.info("Documentation: {}/swagger-ui.html, OpenAPI at {}/v3/api-docs", address, address);
  }

  private static String seconds(@Nullable Duration taken) {
    return taken == null ? "?" : String.format(Locale.ROOT, "%.1f", taken.toMillis() / 1e3);
  }

  private String address(ApplicationReadyEvent event) {
    int port =
        event.getApplicationContext() instanceof WebServerApplicationContext context
                && context.getWebServer() != null
            ? context.getWebServer().getPort()
            : -1;
    InetAddress one = server.getAddress();
    String host = one == null || onAll() ? "localhost" : one.getHostAddress();
    if (host.indexOf(':') >= 0) {
      host = "[" + host + "]";
    }
    boolean secure = server.getSsl() != null && server.getSsl().isEnabled();
    String path = Optional.ofNullable(server.getServlet().getContextPath()).orElse("");
    return (secure ? "https://" : "http://") + host + ":" + port + path;
  }

  private boolean onAll() {
    return server.getAddress() == null || server.getAddress().isAnyLocalAddress();
  }

  private String storage() {
    Path root = settings.storage().root().toAbsolutePath().normalize();
    return root + ", " + contents() + ", " + free(root) + " free";
  }

  private String contents() {
    List<CollectionName> names = store.list();
    long arrays = 0;
    int counted = 0;
    boolean counts = !settings.storage().shared() && names.size() <= MOST_COUNTED;
    for (CollectionName name : counts ? names : List.<CollectionName>of()) {
      OptionalLong count = count(name);
      if (count.isPresent()) {
        arrays += count.getAsLong();
        counted++;
      }
    }
    String text = names.size() + (names.size() == 1 ? " collection" : " collections");
    if (counted == names.size()) {
      return text + " with " + arrays + (arrays == 1 ? " array" : " arrays");
    }
    return text + (counted == 0 ? "" : ", " + arrays + " arrays in " + counted + " of them");
  }

  private OptionalLong count(CollectionName name) {
    try {
      Optional<Collection> found = collections.find(name);
      return found.isPresent() ? collections.countArrays(found.get()) : OptionalLong.of(0);
    } catch (ServiceException unreadable) {
      return OptionalLong.empty();
    }
  }

  private static String free(Path root) {
    try {
      long bytes = Files.getFileStore(root).getUsableSpace();
      return String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
    } catch (IOException e) {
      return "unknown space";
    }
  }
}
