package io.hypertile.store.azure;

import io.hypertile.store.remote.FaultyServer;
import io.hypertile.store.remote.FaultyServer.Answer;
import io.hypertile.store.remote.FaultyServer.Request;
import io.hypertile.store.remote.HeldObjects;
import io.hypertile.store.remote.HeldObjects.Held;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** The rules of Azure Blob Storage by hand: one container, signed requests, conditions, lists. */
final class AzureServer implements AutoCloseable {
  static final String ACCOUNT = "account";
  static final String CONTAINER = "lake";

  final FaultyServer http;
  private final HeldObjects held = new HeldObjects();
  private final AtomicLong states = new AtomicLong(0x8DC000000000000L);

  AzureServer() throws IOException {
    http = new FaultyServer(this::answer);
  }

  private Answer answer(Request request) {
    boolean isSigned =
        request.header("authorization").startsWith("SharedKey " + ACCOUNT + ":")
            || request.parameter("sig") != null;
    if (!isSigned
        || request.header("x-ms-date").isEmpty()
        || request.header("x-ms-version").isEmpty()) {
      return error(403, "AuthenticationFailed");
    }
    String path = request.path();
    if (!path.equals("/" + CONTAINER) && !path.startsWith("/" + CONTAINER + "/")) {
      return error(404, "ContainerNotFound");
    }
    if (path.length() <= CONTAINER.length() + 2) {
      return list(request);
    }
    String key = path.substring(CONTAINER.length() + 2);
    return switch (request.method()) {
      // Ranges from the end are not known, and answered with everything.
      case "GET", "HEAD" -> held.get(key, request, error(404, "BlobNotFound"));
      case "PUT" -> put(key, request);
      case "DELETE" -> delete(key);
      default -> error(405, "UnsupportedHttpVerb");
    };
  }

  private Answer put(String key, Request request) {
    if (!request.header("x-ms-blob-type").equals("BlockBlob")) {
      return error(400, "MissingRequiredHeader");
    }
    synchronized (held.objects) {
      Held before = held.objects.get(key);
      if (request.header("if-none-match").equals("*") && before != null) {
        return error(409, "BlobAlreadyExists");
      }
      String match = request.header("if-match");
      if (!match.isEmpty() && (before == null || !match.equals(before.tag()))) {
        return error(412, "ConditionNotMet");
      }
      String tag = "\"0x" + Long.toHexString(states.incrementAndGet()).toUpperCase() + "\"";
      held.objects.put(key, new Held(request.body(), tag));
      return new Answer(201, Map.of("ETag", tag), new byte[0]);
    }
  }

  private Answer delete(String key) {
    synchronized (held.objects) {
      return held.objects.remove(key) == null ? error(404, "BlobNotFound") : Answer.of(202);
    }
  }

  private Answer list(Request request) {
    String prefix = request.parameter("prefix");
    String delimiter = request.parameter("delimiter");
    String marker = request.parameter("marker");
    int limit = Integer.parseInt(request.parameter("maxresults"));
    StringBuilder entries = new StringBuilder();
    String last = "";
    String behind = "";
    String next = "";
    int count = 0;
    synchronized (held.objects) {
      for (var entry : held.objects.tailMap(marker == null ? "" : marker, false).entrySet()) {
        String key = entry.getKey();
        if (!key.startsWith(prefix)) {
          continue;
        }
        int slash = delimiter == null ? -1 : key.indexOf(delimiter, prefix.length());
        String shown = slash < 0 ? key : key.substring(0, slash + 1);
        if (!shown.equals(last)) {
          if (count == limit) {
            next = behind;
            break;
          }
          last = shown;
          count++;
          entries.append(slash < 0 ? blob(key, entry.getValue()) : common(shown));
        }
        behind = key;
      }
    }
    return Answer.of(
        200,
        "application/xml",
        "\uFEFF<?xml version=\"1.0\" encoding=\"utf-8\"?><EnumerationResults><Blobs>"
            + entries
            + "</Blobs><NextMarker>"
            + escape(next)
            + "</NextMarker></EnumerationResults>");
  }

  private static String blob(String key, Held value) {
    return "<Blob><Name>"
        + escape(key)
        + "</Name><Properties><Etag>"
        + value.tag().replace("\"", "")
        + "</Etag><Content-Length>"
        + value.bytes().length
        + "</Content-Length></Properties></Blob>";
  }

  private static String common(String prefix) {
    return "<BlobPrefix><Name>" + escape(prefix) + "</Name></BlobPrefix>";
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;");
  }

  private static Answer error(int status, String code) {
    Map<String, String> headers = new HashMap<>();
    headers.put("x-ms-error-code", code);
    return new Answer(status, headers, new byte[0]);
  }

  @Override
  public void close() {
    http.close();
  }
}
