package io.hypertile.config.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

/**
 * A certificate made by {@code keytool} that has signed itself.
 *
 * @param certificate in PEM
 * @param key its private key, in PEM
 */
public record MadeCertificate(String certificate, String key) {
  private static final char[] PASSWORD = "password".toCharArray();

  /** One of this name. */
  public static MadeCertificate of(String name, Path directory) throws Exception {
    Path store = directory.resolve(name + ".p12");
    Process tool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                "a",
                "-dname",
                "CN=" + name,
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(PASSWORD),
                "-keystore",
                store.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(tool.waitFor(60, TimeUnit.SECONDS)).isTrue();
    KeyStore made = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      made.load(in, PASSWORD);
    }
    Certificate certificate = made.getCertificate("a");
    Key key = made.getKey("a", PASSWORD);
    return new MadeCertificate(
        pem("CERTIFICATE", certificate.getEncoded()), pem("PRIVATE KEY", key.getEncoded()));
  }

  /** Writes it as the kubelet writes a Secret: files are links into a link that is replaced. */
  void mount(MountedSecret secret) throws IOException {
    secret.replace("tls.crt", certificate, "tls.key", key);
  }

  private static String pem(String type, byte[] content) {
    byte[] end = {'\n'};
    return "-----BEGIN "
        + type
        + "-----\n"
        + Base64.getMimeEncoder(64, end).encodeToString(content)
        + "\n-----END "
        + type
        + "-----\n";
  }

  /** The first half of its text, as a writer that was stopped leaves it. */
  String half() {
    byte[] all = certificate.getBytes(StandardCharsets.US_ASCII);
    return new String(all, 0, all.length / 2, StandardCharsets.US_ASCII);
  }
}
