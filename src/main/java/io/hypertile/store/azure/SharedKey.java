package io.hypertile.store.azure;

import io.hypertile.store.remote.HttpCall;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs requests with the key of an account, by the rules of version 2015-02-21 and later. */
final class SharedKey {
  private static final String[] SIGNED = {
    "content-encoding",
    "content-language",
    "content-length",
    "content-md5",
    "content-type",
    "date",
    "if-modified-since",
    "if-match",
    "if-none-match",
    "if-unmodified-since",
    "range"
  };

  private final String account;
  private final byte[] key;

  /**
   * Signs for an account.
   *
   * @throws IllegalArgumentException if the key is no base64
   */
  SharedKey(String account, String key) {
    this.account = account;
    this.key = Base64.getDecoder().decode(key);
  }

  /** The request with the header {@code Authorization}. */
  HttpCall signed(HttpCall call) {
    return call.with("Authorization", "SharedKey " + account + ":" + signature(text(call)));
  }

  private String text(HttpCall call) {
    Map<String, String> headers = new TreeMap<>();
    call.headers().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
    // The client adds these two with the body.
    long length = call.body().map(body -> body.size()).orElse(0L);
    headers.put("content-length", length == 0 ? "" : Long.toString(length));
    if (call.body().isPresent()) {
      headers.put("content-type", "application/octet-stream");
    }
    StringBuilder text = new StringBuilder(call.method()).append('\n');
    for (String name : SIGNED) {
      text.append(headers.getOrDefault(name, "")).append('\n');
    }
    headers.forEach((name, value) -> {
      if (name.startsWith("x-ms-")) {
        text.append(name).append(':').append(value).append('\n');
      }
    });
    text.append('/').append(account).append(call.address().getRawPath());
    String query = call.address().getRawQuery();
    if (query != null) {
      Map<String, String> parameters = new TreeMap<>();
      for (String pair : query.split("&")) {
        String[] parts = pair.split("=", 2);
        parameters.put(
            parts[0].toLowerCase(Locale.ROOT),
            parts.length < 2 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
      }
      parameters.forEach((name, value) -> text.append('\n').append(name).append(':').append(value));
    }
    return text.toString();
  }

  private String signature(String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
