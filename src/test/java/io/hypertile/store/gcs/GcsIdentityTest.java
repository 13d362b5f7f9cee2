package io.hypertile.store.gcs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.error.ServiceException;
import io.hypertile.store.Store;
import io.hypertile.store.StoreException;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.remote.FaultyServer;
import io.hypertile.store.remote.FaultyServer.Answer;
import io.hypertile.store.remote.FaultyServer.Request;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Whose requests a store in Google Cloud Storage makes. */
class GcsIdentityTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String TOKEN =
      "{\"access_token\": \"secret\", \"expires_in\": 3599, \"token_type\": \"Bearer\"}";

  @TempDir private Path directory;

  @Test
  void serviceAccountsSignForTheirTokensAndKeepThem() throws Exception {
    KeyPair pair = KeyPairGenerator.getInstance("RSA").generateKeyPair();
    try (GcsServer server = new GcsServer("secret");
        FaultyServer tokens =
            new FaultyServer(request -> isSigned(request, pair) ? token() : Answer.of(400))) {
      Path key = directory.resolve("key.json");
      ObjectNode account =
          JSON.createObjectNode()
              .put("client_email", "me@test")
              .put("private_key", pem(pair))
              .put("token_uri", tokens.address() + "/token");
      Files.writeString(key, account.toString());
      try (Store store = open(server, new GcsAccess.Identity.ServiceAccount(key))) {
        assertThat(store.capabilities().canCommit()).isTrue();
      }
      assertThat(tokens.takeRequests()).hasSize(1);
    }
  }

  private static Answer token() {
    return Answer.of(200, "application/json", TOKEN);
  }

  private static String pem(KeyPair pair) {
    String text = Base64.getMimeEncoder().encodeToString(pair.getPrivate().getEncoded());
    return "-----BEGIN PRIVATE KEY-----\n" + text + "\n-----END PRIVATE KEY-----\n";
  }

  private static boolean isSigned(Request request, KeyPair pair) {
    String form = new String(request.body(), StandardCharsets.US_ASCII);
    String assertion = form.substring(form.indexOf("assertion=") + 10);
    String[] parts = assertion.split("\\.");
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initVerify(pair.getPublic());
      signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
      JsonNode claims = JSON.readTree(Base64.getUrlDecoder().decode(parts[1]));
      return URLDecoder.decode(form, StandardCharsets.UTF_8)
              .startsWith("grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer&")
          && signature.verify(Base64.getUrlDecoder().decode(parts[2]))
          && claims.get("iss").stringValue().equals("me@test")
          && claims.get("exp").longValue() == claims.get("iat").longValue() + 3_600;
    } catch (java.security.GeneralSecurityException e) {
      return false;
    }
  }

  @Test
  void machinesGetTheirTokensFromTheirMetadata() throws Exception {
    try (GcsServer server = new GcsServer("secret");
        FaultyServer metadata =
            new FaultyServer(request ->
                request.header("metadata-flavor").equals("Google")
                        && request.path().endsWith("/service-accounts/default/token")
                    ? token()
                    : Answer.of(404));
        Store store = open(server, new GcsAccess.Identity.Machine(metadata.address()))) {
      assertThat(store.find(new StoreKey("a"))).isEmpty();
    }
  }

  @Test
  void withoutATokenTheStoreRefuses() throws Exception {
    try (GcsServer server = new GcsServer("secret")) {
      for (GcsAccess.Identity identity :
          List.of(
              new GcsAccess.Identity.Nobody(),
              new GcsAccess.Identity.ServiceAccount(directory.resolve("none")),
              new GcsAccess.Identity.Machine(URI.create("http://127.0.0.1:1")))) {
        try (Store store = open(server, identity)) {
          assertThatThrownBy(() -> store.find(new StoreKey("a")))
              .isInstanceOf(StoreException.class);
        }
      }
    }
  }

  @Test
  void missingBucketIsNoMissingObject() throws Exception {
    try (GcsServer server = new GcsServer("");
        Store store =
            GcsStores.open(
                "test",
                GcsAddress.parse("gs://another"),
                GcsAccess.of(Map.of("STORAGE_EMULATOR_HOST", server.http.address().toString())),
                true)) {
      assertThatThrownBy(() -> store.find(new StoreKey("a")))
          .hasMessage("The bucket does not exist.");
      assertThatThrownBy(() -> store.load(new StoreKey("a"), 10))
          .hasMessage("The bucket does not exist.");
    }
  }

  @Test
  void addressesAndAccessAreReadFromTexts() {
    assertThat(GcsAddress.parse("gs://lake/a/b/"))
        .isEqualTo(new GcsAddress("lake", new StorePrefix("a/b")));
    for (String url : List.of("gs://", "s3://lake", "gs://lake/../a", "gs://Lake")) {
      assertThatThrownBy(() -> GcsAddress.parse(url)).isInstanceOf(ServiceException.class);
    }
    assertThat(GcsAccess.of(Map.of("STORAGE_EMULATOR_HOST", "localhost:9/")).endpoint())
        .hasToString("http://localhost:9");
    assertThat(GcsAccess.of(Map.of("GOOGLE_APPLICATION_CREDENTIALS", "/k")).identity())
        .isEqualTo(new GcsAccess.Identity.ServiceAccount(Path.of("/k")));
    assertThat(GcsAccess.of(Map.of()).identity())
        .isEqualTo(new GcsAccess.Identity.Machine(URI.create("http://metadata.google.internal")));
  }

  private static Store open(GcsServer server, GcsAccess.Identity identity) {
    return GcsStores.open(
        "test",
        new GcsAddress(GcsServer.BUCKET, StorePrefix.ROOT),
        new GcsAccess(server.http.address(), identity, Duration.ofSeconds(2)),
        true);
  }
}
