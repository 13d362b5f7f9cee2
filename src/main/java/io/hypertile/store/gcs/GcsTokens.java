package io.hypertile.store.gcs;

import io.hypertile.store.ObjectBody;
import io.hypertile.store.remote.HttpAnswer;
import io.hypertile.store.remote.HttpCall;
import io.hypertile.store.remote.HttpCalls;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Tokens of an identity, each used until shortly before it expires. Any number of threads. */
final class GcsTokens {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String SCOPE = "https://www.googleapis.com/auth/devstorage.read_write";
  private static final Duration LIFETIME = Duration.ofHours(1);
  private static final Duration MARGIN = Duration.ofMinutes(5);
  private static final int LIMIT = 1 << 16;

  private final GcsAccess.Identity identity;
  private final HttpCalls calls;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Token held;

  private record Token(String text, Instant until) {}

  GcsTokens(GcsAccess.Identity identity, HttpCalls calls) {
    this.identity = identity;
    this.calls = calls;
  }

  /** The value of the header {@code Authorization}; empty for nobody. */
  Optional<String> authorization() {
    if (identity instanceof GcsAccess.Identity.Nobody) {
      return Optional.empty();
    }
    lock.lock();
    try {
      Token token = held;
      if (token == null || token.until.isBefore(Instant.now())) {
        token = fetch();
        held = token;
      }
      return Optional.of("Bearer " + token.text);
    } finally {
      lock.unlock();
    }
  }

  private Token fetch() {
    try {
      return switch (identity) {
        case GcsAccess.Identity.Machine machine ->
            answer(
                HttpCall.of(
                        "GET",
                        URI.create(
                            machine.metadata()
                                + "/computeMetadata/v1/instance/service-accounts/default/token"))
                    .with("Metadata-Flavor", "Google"));
        case GcsAccess.Identity.ServiceAccount account -> ofAccount(account.key());
        case GcsAccess.Identity.Nobody nobody -> throw new IllegalStateException();
      };
    } catch (IOException e) {
      throw calls.unanswered(e);
    } catch (GeneralSecurityException | JacksonException | IllegalArgumentException e) {
      throw calls.senseless("The key of the service account cannot be used.");
    }
  }

  private Token ofAccount(Path file) throws IOException, GeneralSecurityException {
    JsonNode key = JSON.readTree(Files.readAllBytes(file));
    String target = key.path("token_uri").asString("https://oauth2.googleapis.com/token");
    long now = Instant.now().getEpochSecond();
    ObjectNode claims =
        JSON.createObjectNode()
            .put("iss", key.path("client_email").asString(""))
            .put("scope", SCOPE)
            .put("aud", target)
            .put("iat", now)
            .put("exp", now + LIFETIME.toSeconds());
    String unsigned =
        encoded("{\"alg\":\"RS256\",\"typ\":\"JWT\"}") + "." + encoded(claims.toString());
    String assertion = unsigned + "." + signature(unsigned, key.path("private_key").asString(""));
    String form =
        "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=" + assertion;
    HttpCall call =
        new HttpCall(
            "POST",
            URI.create(target),
            Map.of("Content-Type", "application/x-www-form-urlencoded"),
            Optional.of(ObjectBody.of(form.getBytes(StandardCharsets.US_ASCII))));
    return answer(call);
  }

  private static String signature(String text, String pem) throws GeneralSecurityException {
    byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
    Signature signing = Signature.getInstance("SHA256withRSA");
    signing.initSign(KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(der)));
    signing.update(text.getBytes(StandardCharsets.US_ASCII));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(signing.sign());
  }

  private static String encoded(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private Token answer(HttpCall call) throws IOException {
    try (HttpAnswer answer = calls.send(call)) {
      if (answer.status() != 200) {
        throw calls.refused(answer.status());
      }
      JsonNode token = JSON.readTree(answer.all(LIMIT));
      long seconds = token.path("expires_in").asLong(0);
      String text = token.path("access_token").asString("");
      if (text.isEmpty()) {
        throw calls.senseless("No token was given for the store.");
      }
      return new Token(text, Instant.now().plusSeconds(seconds).minus(MARGIN));
    }
  }
}
