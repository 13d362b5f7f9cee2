package io.hypertile.store.s3;

import io.hypertile.store.remote.FaultyServer;
import io.hypertile.store.remote.FaultyServer.Answer;
import io.hypertile.store.remote.FaultyServer.Request;
import io.hypertile.store.remote.HeldObjects;
import io.hypertile.store.remote.HeldObjects.Held;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rules of S3 by hand: one bucket, signed requests, conditions, ranges, lists. Dialects make it
 * break them as known products do.
 */
public final class S3Server implements AutoCloseable {
  /** The only bucket. */
  public static final String BUCKET = "lake";

  private static final Pattern DELETED = Pattern.compile("<Key>(.*?)</Key>", Pattern.DOTALL);
  private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

  final FaultyServer http;
  private final HeldObjects held = new HeldObjects();
  private final Dialect dialect;
  final S3Uploads uploads = new S3Uploads();

  /** How it differs from S3. */
  enum Dialect {
    NONE,
    /** Holds a state against a condition only without quotes. */
    BARE_TAGS,
    /** Accepts conditions and does not keep them. */
    IGNORES_CONDITIONS,
    /** Answers that it implements no conditions, and does nothing. */
    REFUSES_CONDITIONS,
    /** Looks whether a condition holds, and puts the object a while later. */
    RACY,
    /** Takes no objects. */
    READ_ONLY,
    /** Lists nothing that was put. */
    LISTS_LATE
  }

  /**
   * A server as S3 is, for a server of arrays that is given its address.
   *
   * @throws UncheckedIOException if it cannot listen
   */
  public static S3Server usual() {
    S3TestStores.requireCredentials();
    try {
      return new S3Server(Dialect.NONE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its address. */
  public URI address() {
    return http.address();
  }

  S3Server(Dialect dialect) throws IOException {
    this.dialect = dialect;
    http = new FaultyServer(this::answer);
  }

  private Answer answer(Request request) {
    String fault = fault(request);
    if (fault != null) {
      return error(403, fault);
    }
    if (!request.path().equals("/" + BUCKET) && !request.path().startsWith("/" + BUCKET + "/")) {
      return error(404, "NoSuchBucket");
    }
    String key = request.path().substring(Math.min(request.path().length(), BUCKET.length() + 2));
    if (key.isEmpty()) {
      return ofBucket(request);
    }
    Answer ofParts = uploads.answer(request, whole -> put(key, whole));
    if (ofParts != null) {
      return ofParts;
    }
    return switch (request.method()) {
      case "GET", "HEAD" -> get(key, request);
      case "PUT" -> put(key, request);
      default -> error(405, "MethodNotAllowed");
    };
  }

  /** What is wrong with the signature of a request; null if nothing is. */
  private static String fault(Request request) {
    String authorization = request.header("authorization");
    String hash = request.header("x-amz-content-sha256");
    boolean isSigned =
        authorization.startsWith("AWS4-HMAC-SHA256 Credential=")
            && authorization.contains("SignedHeaders=")
            && authorization.contains("host")
            && authorization.contains("x-amz-date")
            && authorization.contains("Signature=");
    if (!isSigned || request.header("x-amz-date").isEmpty()) {
      return "AccessDenied";
    }
    boolean isRight =
        HEX.matcher(hash).matches()
            ? hash.equals(HexFormat.of().formatHex(digest("SHA-256", request.body())))
            : hash.equals("UNSIGNED-PAYLOAD");
    return isRight ? null : "XAmzContentSHA256Mismatch";
  }

  private Answer ofBucket(Request request) {
    if (request.method().equals("HEAD")) {
      return Answer.of(200);
    }
    if (request.method().equals("POST") && request.parameter("delete") != null) {
      return delete(request);
    }
    return "2".equals(request.parameter("list-type")) ? list(request) : error(400, "BadRequest");
  }

  private Answer get(String key, Request request) {
    Answer answer = held.get(key, request, error(404, "NoSuchKey"));
    return answer.status() == 412 ? error(412, "PreconditionFailed") : answer;
  }

  private Answer put(String key, Request request) {
    if (dialect == Dialect.READ_ONLY) {
      return error(403, "AccessDenied");
    }
    boolean isConditional =
        !request.header("if-match").isEmpty() || !request.header("if-none-match").isEmpty();
    if (dialect == Dialect.REFUSES_CONDITIONS && isConditional) {
      return error(501, "NotImplemented");
    }
    if (dialect == Dialect.RACY) {
      String fault;
      synchronized (held.objects) {
        fault = conditionFault(key, request);
      }
      if (fault != null) {
        return error(412, fault);
      }
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return store(key, request);
    }
    synchronized (held.objects) {
      String fault = conditionFault(key, request);
      return fault == null
          ? store(key, request)
          : error(fault.equals("NoSuchKey") ? 404 : 412, fault);
    }
  }

  private String conditionFault(String key, Request request) {
    if (dialect == Dialect.IGNORES_CONDITIONS) {
      return null;
    }
    Held before = held.objects.get(key);
    String match = request.header("if-match");
    if (!match.isEmpty()) {
      if (before == null) {
        return "NoSuchKey";
      }
      String own = dialect == Dialect.BARE_TAGS ? before.tag().replace("\"", "") : before.tag();
      return match.equals(own) ? null : "PreconditionFailed";
    }
    boolean isAbsent = request.header("if-none-match").equals("*");
    return isAbsent && before != null ? "PreconditionFailed" : null;
  }

  private Answer store(String key, Request request) {
    String tag = "\"" + HexFormat.of().formatHex(digest("MD5", request.body())) + "\"";
    synchronized (held.objects) {
      held.objects.put(key, new Held(request.body(), tag));
    }
    return new Answer(200, Map.of("ETag", tag), new byte[0]);
  }

  private Answer delete(Request request) {
    String md5 = Base64.getEncoder().encodeToString(digest("MD5", request.body()));
    if (!request.header("content-md5").equals(md5)) {
      return error(400, "InvalidRequest");
    }
    Matcher keys = DELETED.matcher(new String(request.body(), StandardCharsets.UTF_8));
    synchronized (held.objects) {
      keys.results().forEach(match -> held.objects.remove(unescape(match.group(1))));
    }
    return Answer.of(200, "application/xml", "<DeleteResult/>");
  }

  private Answer list(Request request) {
    String prefix = orEmpty(request.parameter("prefix"));
    String delimiter = orEmpty(request.parameter("delimiter"));
    String token = request.parameter("continuation-token");
    String after = token == null ? orEmpty(request.parameter("start-after")) : token;
    int limit = Integer.parseInt(request.parameter("max-keys"));
    StringBuilder entries = new StringBuilder();
    String last = "";
    int count = 0;
    boolean isTruncated = false;
    synchronized (held.objects) {
      for (var entry : held.objects.tailMap(after, false).entrySet()) {
        String key = entry.getKey();
        if (!key.startsWith(prefix) || dialect == Dialect.LISTS_LATE) {
          continue;
        }
        int slash = delimiter.isEmpty() ? -1 : key.indexOf(delimiter, prefix.length());
        String shown = slash < 0 ? key : key.substring(0, slash + 1);
        if (shown.equals(last)) {
          continue;
        }
        if (count == limit) {
          isTruncated = true;
          break;
        }
        last = shown;
        count++;
        entries.append(slash < 0 ? contents(key, entry.getValue()) : common(shown));
      }
    }
    String next = last.endsWith("/") ? last + "\uDBFF\uDFFF" : last;
    String text =
        "<ListBucketResult><EncodingType>url</EncodingType><IsTruncated>"
            + isTruncated
            + "</IsTruncated><NextContinuationToken>"
            + escape(next)
            + "</NextContinuationToken>"
            + entries
            + "</ListBucketResult>";
    return Answer.of(200, "application/xml", text);
  }

  private static String contents(String key, Held value) {
    return "<Contents><Key>"
        + encoded(key)
        + "</Key><Size>"
        + value.bytes().length
        + "</Size><ETag>"
        + escape(value.tag())
        + "</ETag></Contents>";
  }

  private static String common(String prefix) {
    return "<CommonPrefixes><Prefix>" + encoded(prefix) + "</Prefix></CommonPrefixes>";
  }

  private static String encoded(String key) {
    return URLEncoder.encode(key, StandardCharsets.UTF_8);
  }

  private static Answer error(int status, String code) {
    return Answer.of(
        status, "application/xml", "<Error><Code>" + code + "</Code><Message>m</Message></Error>");
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }

  private static String unescape(String text) {
    return text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&apos;", "'")
        .replace("&amp;", "&");
  }

  private static String orEmpty(String text) {
    return text == null ? "" : text;
  }

  private static byte[] digest(String algorithm, byte[] bytes) {
    try {
      return MessageDigest.getInstance(algorithm).digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
