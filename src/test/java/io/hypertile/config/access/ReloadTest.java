package io.hypertile.config.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.hypertile.HypertileApplication;
import io.hypertile.TestLog;
import io.hypertile.config.RefusedStartAnalyzer;
import io.hypertile.config.RefusedStartException;
import io.hypertile.security.ApiKey;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** Keys and certificates of a running server are those of their files, as long as these fit. */
class ReloadTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String ANN = "hk_ann";
  private static final String BOB = "hk_bob";

  @TempDir Path directory;
  private ConfigurableApplicationContext server;

  private void start(String... settings) {
    List<String> arguments = new ArrayList<>(List.of(settings));
    arguments.add("--server.port=0");
    arguments.add("--hypertile.warm-up.time=0");
    arguments.add("--hypertile.storage.root=" + directory.resolve("root"));
    server =
        new SpringApplicationBuilder(HypertileApplication.class)
            .run(arguments.toArray(String[]::new));
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  private static String keys(String... keys) {
    return "hypertile:\n  security:\n    api-keys:\n"
        + List.of(keys).stream()
            .map(key ->
                "      - {name: "
                    + key.substring(3)
                    + ", hash: "
                    + ApiKey.hash(key)
                    + ", scopes: [admin]}\n")
            .collect(Collectors.joining());
  }

  @Test
  void keysOfAMountedSecretComeAndGo() throws Exception {
    MountedSecret secret = new MountedSecret(directory.resolve("keys"));
    secret.replace("application.yml", keys(ANN));
    Path file = secret.file("application.yml");
    start("--hypertile.security.keys-file=" + file);
    assertThat(status(ANN)).isEqualTo(200);
    assertThat(status(BOB)).isEqualTo(401);

    secret.replace("application.yml", keys(ANN, BOB));
    await(() -> status(BOB) == 200);
    assertThat(status(ANN)).isEqualTo(200);
    assertThat(figure("hypertile_keys")).isEqualTo(2);

    secret.replace("application.yml", keys(BOB));
    await(() -> status(ANN) == 401);
    assertThat(status(BOB)).isEqualTo(200);
    assertThat(TestLog.text()).contains("keys taken from " + file + ": 1 key");

    secret.replace("application.yml", keys(ANN, BOB).substring(0, 150));
    await(() -> figure("hypertile_reload_refused{what=\"keys\"}") == 1);
    assertThat(status(ANN)).isEqualTo(401);
    assertThat(status(BOB)).isEqualTo(200);
    assertThat(TestLog.text()).contains("keys not taken").contains(file + " does not end with");

    secret.replace("application.yml", keys(BOB));
    await(() -> figure("hypertile_reload_refused{what=\"keys\"}") == 0);
    assertThat(figure("hypertile_reload_taken_total{what=\"keys\"}")).isEqualTo(3);

    Files.delete(file);
    await(() -> figure("hypertile_reload_refused{what=\"keys\"}") == 1);
    assertThat(status(BOB)).isEqualTo(200);
    assertThat(TestLog.text()).contains("is missing");
  }

  @Test
  void aFileWrittenBitByBitIsTakenWhole() throws Exception {
    Path file = Files.writeString(directory.resolve("keys.yml"), keys(BOB));
    start("--hypertile.security.keys-file=" + file);
    Files.writeString(file, "");
    for (String line : keys(ANN, BOB).split("(?<=\n)")) {
      Files.writeString(file, Files.readString(file) + line);
      Thread.sleep(300);
      assertThat(status(BOB)).isEqualTo(200);
    }
    await(() -> status(ANN) == 200);
    assertThat(status(BOB)).isEqualTo(200);
  }

  @Test
  void keysOfTheSettingsStayBesideThoseOfTheFile() throws Exception {
    Path file = Files.writeString(directory.resolve("keys.yml"), keys(BOB));
    start(
        "--hypertile.security.keys-file=" + file,
        "--hypertile.security.api-keys[0].name=ann",
        "--hypertile.security.api-keys[0].scopes=admin",
        "--hypertile.security.api-keys[0].hash=" + ApiKey.hash(ANN));
    assertThat(status(BOB)).isEqualTo(200);
    Files.writeString(file, "hypertile: {security: {api-keys: []}}\n");
    await(() -> status(BOB) == 401);
    assertThat(status(ANN)).isEqualTo(200);
  }

  @Test
  void withAFileOfNoKeysNobodyIsLetIn() throws Exception {
    Path file = directory.resolve("keys.yml");
    Files.writeString(file, "hypertile: {security: {api-keys: []}}\n");
    start("--hypertile.security.keys-file=" + file, "--server.address=0.0.0.0");
    assertThat(status(ANN)).isEqualTo(401);
    assertThat(TestLog.text()).contains("Access: nobody");
  }

  private static Path pipe(Path place) throws Exception {
    Files.deleteIfExists(place);
    assertThat(new ProcessBuilder("mkfifo", place.toString()).start().waitFor()).isZero();
    return place;
  }

  @Test
  @Timeout(120)
  void aPipeInPlaceOfTheFileIsNotTakenAndLaterFilesAre() throws Exception {
    Path file = Files.writeString(directory.resolve("keys.yml"), keys(ANN, BOB));
    start("--hypertile.security.keys-file=" + file);
    pipe(file);
    await(() -> figure("hypertile_reload_refused{what=\"keys\"}") == 1);
    assertThat(TestLog.text()).contains("keys not taken").contains("is a pipe or a device");
    assertThat(status(ANN)).isEqualTo(200);
    Files.delete(file);
    Files.writeString(file, keys(BOB));
    await(() -> status(ANN) == 401);
    assertThat(status(BOB)).isEqualTo(200);
  }

  @Test
  @Timeout(120)
  void aStartDoesNotWaitAtAPipe() throws Exception {
    Path pipe = pipe(directory.resolve("pipe"));
    Path link = Files.createSymbolicLink(directory.resolve("link"), pipe);
    Throwable failure = catchThrowable(() -> start("--hypertile.security.keys-file=" + link));
    assertThat(new RefusedStartAnalyzer().analyze(failure).getDescription())
        .contains(link + " is a pipe or a device");
    failure =
        catchThrowable(() ->
            start(
                "--spring.ssl.bundle.pem.web.keystore.certificate=" + pipe,
                "--spring.ssl.bundle.pem.web.keystore.private-key=" + pipe,
                "--server.ssl.bundle=web"));
    assertThat(new RefusedStartAnalyzer().analyze(failure).getDescription())
        .contains(pipe + " of the certificates web is a pipe");
  }

  @Test
  void aStartDoesNotBeginWithOneKeyTwice() {
    Throwable failure =
        catchThrowable(() ->
            start(
                "--hypertile.security.api-keys[0].name=ann",
                "--hypertile.security.api-keys[0].hash=" + ApiKey.hash(ANN),
                "--hypertile.security.api-keys[1].name=bob",
                "--hypertile.security.api-keys[1].scopes=admin",
                "--hypertile.security.api-keys[1].hash=" + ApiKey.hash(ANN)));
    assertThat(new RefusedStartAnalyzer().analyze(failure).getDescription())
        .contains("api-keys[1].hash (bob) is that of [0] (ann) as well");
  }

  @Test
  void aStartDoesNotBeginWithAWrongFile() throws Exception {
    Path file = Files.writeString(directory.resolve("keys.yml"), keys(ANN).substring(0, 60));
    Throwable failure = catchThrowable(() -> start("--hypertile.security.keys-file=" + file));
    assertThat(failure).hasRootCauseInstanceOf(RefusedStartException.class);
    assertThat(new RefusedStartAnalyzer().analyze(failure).getDescription())
        .contains(file + " does not end with a line");
  }

  @Test
  void newConnectionsGetTheNewCertificate() throws Exception {
    MadeCertificate one = MadeCertificate.of("one", directory);
    MadeCertificate two = MadeCertificate.of("two", directory);
    MountedSecret secret = new MountedSecret(directory.resolve("tls"));
    one.mount(secret);
    Path keys = Files.writeString(directory.resolve("keys.yml"), keys(ANN));
    start(
        "--hypertile.security.keys-file=" + keys,
        "--spring.ssl.bundle.pem.web.keystore.certificate=" + secret.file("tls.crt"),
        "--spring.ssl.bundle.pem.web.keystore.private-key=" + secret.file("tls.key"),
        "--server.ssl.bundle=web");
    try (Socket before = connect()) {
      assertThat(subject((SSLSocket) before)).isEqualTo("CN=one");

      two.mount(secret);
      await(() -> subject().equals("CN=two"));
      assertThat(status(before, ANN, "/api/v1/collections")).isEqualTo(200);
    }

    secret.replace("tls.crt", one.half(), "tls.key", one.key());
    await(() -> figure(REFUSED) == 1);
    assertThat(subject()).isEqualTo("CN=two");
    assertThat(TestLog.text()).contains("certificates web not taken").contains("half written");

    secret.replace("tls.crt", one.certificate(), "tls.key", two.key());
    await(() -> TestLog.text().contains("cannot be used"));
    assertThat(subject()).isEqualTo("CN=two");
    assertThat(status(ANN)).isEqualTo(200);

    one.mount(secret);
    await(() -> subject().equals("CN=one"));
    assertThat(figure(REFUSED)).isZero();
    try (Socket socket = connect()) {
      assertThat(answer(socket, ANN, "/actuator/prometheus"))
          .containsOnlyOnce("\nssl_chain_expiry_seconds{bundle=\"web\"");
    }
    assertThat(figure("hypertile_reload_taken_total{what=\"certificates web\"}")).isEqualTo(2);
  }

  private static final String REFUSED = "hypertile_reload_refused{what=\"certificates web\"}";

  private int status(String key) throws Exception {
    try (Socket socket = connect()) {
      return status(socket, key, "/api/v1/collections");
    }
  }

  private static int status(Socket socket, String key, String path) throws IOException {
    return Integer.parseInt(answer(socket, key, path).split(" ", 3)[1]);
  }

  private double figure(String name) throws Exception {
    String line = "\n" + name + " ";
    for (String key : List.of(ANN, BOB)) {
      try (Socket socket = connect()) {
        String shown = answer(socket, key, "/actuator/prometheus");
        int at = shown.indexOf(line);
        if (at >= 0) {
          return Double.parseDouble(shown.substring(at + line.length()).split("\\s", 2)[0]);
        }
      }
    }
    throw new AssertionError("no " + name);
  }

  private static String answer(Socket socket, String key, String path) throws IOException {
    String head = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nX-API-Key: " + key;
    socket
        .getOutputStream()
        .write((head + "\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private String subject() throws Exception {
    try (Socket socket = connect()) {
      return subject((SSLSocket) socket);
    }
  }

  private static String subject(SSLSocket socket) throws IOException {
    X509Certificate certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
    return certificate.getSubjectX500Principal().getName();
  }

  private Socket connect() throws Exception {
    int port = server.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    boolean secure = server.getEnvironment().containsProperty("server.ssl.bundle");
    if (!secure) {
      return new Socket("localhost", port);
    }
    // A context of its own for each connection, or the session of one before would be resumed.
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new Trusting()}, null);
    SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("localhost", port);
    socket.startHandshake();
    return socket;
  }

  /** Certificates are looked at here, whoever has signed them. */
  private static final class Trusting implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  private static void await(Callable<Boolean> condition) throws Exception {
    Instant end = Instant.now().plus(SOON);
    while (!condition.call()) {
      assertThat(Instant.now()).as(() -> TestLog.text()).isBefore(end);
      Thread.sleep(100);
    }
  }
}
