package io.hypertile.collection.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.http.tomcat.AnswerPace;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The same over TLS, where bytes wait encrypted before they are sent. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "hypertile.storage.engine=memory",
      "hypertile.http.answer-rate=20KB",
      "hypertile.http.answer-patience=1s",
      "server.ssl.key-store-password=changeit"
    })
@Import({MemoryServer.class, SlowReadersTest.SmallBuffers.class})
@DirtiesContext
class SlowTlsReadersTest {
  private static final String REQUEST =
      "GET /v3/api-docs HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

  @TempDir static Path keys;

  @LocalServerPort int port;
  @Autowired AnswerPace pace;

  @DynamicPropertySource
  static void key(DynamicPropertyRegistry registry) throws Exception {
    Path store = keys.resolve("keys.p12");
    Path tool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    String options =
        "-genkeypair -alias a -keyalg EC -dname CN=localhost -storetype PKCS12 -storepass changeit";
    String[] command = (tool + " " + options + " -keystore " + store).split(" ");
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    registry.add("server.ssl.key-store", store::toString);
  }

  private Socket ask() throws Exception {
    KeyStore trusted =
        KeyStore.getInstance(keys.resolve("keys.p12").toFile(), "changeit".toCharArray());
    KeyStore certificates = KeyStore.getInstance("PKCS12");
    certificates.load(null);
    certificates.setCertificateEntry("a", trusted.getCertificate("a"));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(certificates);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    Socket plain = new Socket();
    plain.setReceiveBufferSize(4096);
    plain.setSoTimeout(30_000);
    plain.connect(new InetSocketAddress("127.0.0.1", port));
    Socket socket = context.getSocketFactory().createSocket(plain, "localhost", port, true);
    socket.getOutputStream().write(REQUEST.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  /** Takes some bytes after each pause; what was taken when the answer ends or is cut off. */
  private static String take(Socket socket, int bytes, long pause) throws Exception {
    StringBuilder all = new StringBuilder();
    InputStream in = socket.getInputStream();
    try {
      byte[] some = in.readNBytes(bytes);
      while (some.length > 0) {
        all.append(new String(some, StandardCharsets.ISO_8859_1));
        Thread.sleep(pause);
        some = in.readNBytes(bytes);
      }
    } catch (SSLException | SocketException e) {
      assertThat(all).isNotEmpty();
    }
    return all.toString();
  }

  private static int announced(String answer) {
    return Integer.parseInt(answer.replaceFirst("(?s).*\\r\\nContent-Length: (\\d+).*", "$1"));
  }

  @Test
  void aClientThatTakesALittleNowAndThenIsCutOff() throws Exception {
    long before = pace.cut();
    try (Socket slow = ask()) {
      String answer = take(slow, 500, 100);
      assertThat(answer).startsWith("HTTP/1.1 200");
      // A piece of the document may end like the whole.
      assertThat(answer.length()).isLessThan(announced(answer));
    }
    assertThat(pace.cut()).isEqualTo(before + 1);
  }

  @Test
  void aClientThatIsQuickEnoughGetsAll() throws Exception {
    long before = pace.cut();
    try (Socket quick = ask()) {
      String answer = take(quick, 8000, 20);
      assertThat(answer).startsWith("HTTP/1.1 200").contains("openapi");
      assertThat(answer.stripTrailing()).endsWith("}");
    }
    assertThat(pace.cut()).isEqualTo(before);
  }
}
