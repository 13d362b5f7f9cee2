package io.hypertile.store.gcs;

import io.hypertile.store.remote.FaultyServer;
import io.hypertile.store.remote.FaultyServer.Answer;
import io.hypertile.store.remote.FaultyServer.Request;
import io.hypertile.store.remote.HeldObjects;
import io.hypertile.store.remote.HeldObjects.Held;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The rules of Google Cloud Storage's JSON interface by hand: one bucket, generations, tokens. */
final class GcsServer implements AutoCloseable {
  static final String BUCKET = "lake";

  private static final String OBJECTS = "/storage/v1/b/" + BUCKET + "/o";
  private static final JsonMapper JSON = new JsonMapper();

  final FaultyServer http;
  private final HeldObjects held = new HeldObjects();
  private final AtomicLong generations = new AtomicLong(1_700_000_000_000_000L);
  private final String token;

  /**
   * A server without objects.
   *
   * @param token that every request must carry; empty for none
   */
  GcsServer(String token) throws IOException {
    this.token = token;
    http = new FaultyServer(this::answer);
  }

  private Answer answer(Request request) {
    if (!token.isEmpty() && !request.header("authorization").equals("Bearer " + token)) {
      return Answer.of(401);
    }
    if (request.path().equals("/upload" + OBJECTS) && request.method().equals("POST")) {
      return put(request);
    }
    if (request.path().equals(OBJECTS)) {
      return list(request);
    }
    if (!request.path().startsWith(OBJECTS + "/")) {
      return Answer.of(404);
    }
    String key = request.path().substring(OBJECTS.length() + 1);
    if (request.method().equals("DELETE")) {
      synchronized (held.objects) {
        return Answer.of(held.objects.remove(key) == null ? 404 : 204);
      }
    }
    return "media".equals(request.parameter("alt")) ? media(key, request) : find(key);
  }

  private Answer find(String key) {
    synchronized (held.objects) {
      Held object = held.objects.get(key);
      return object == null ? Answer.of(404) : json(described(key, object));
    }
  }

  private Answer media(String key, Request request) {
    synchronized (held.objects) {
      if (conditionFails(key, request)) {
        return Answer.of(held.objects.containsKey(key) ? 412 : 404);
      }
    }
    Answer answer = held.get(key, request, Answer.of(404));
    Map<String, String> headers = new HashMap<>(answer.headers());
    String tag = headers.remove("ETag");
    if (tag != null) {
      headers.put("x-goog-generation", tag);
    }
    return new Answer(answer.status(), headers, answer.body());
  }

  private Answer put(Request request) {
    String key = request.parameter("name");
    synchronized (held.objects) {
      if (conditionFails(key, request)) {
        return Answer.of(412);
      }
      Held object = new Held(request.body(), Long.toString(generations.incrementAndGet()));
      held.objects.put(key, object);
      return json(described(key, object));
    }
  }

  private boolean conditionFails(String key, Request request) {
    String wanted = request.parameter("ifGenerationMatch");
    Held object = held.objects.get(key);
    return wanted != null && !wanted.equals(object == null ? "0" : object.tag());
  }

  private Answer list(Request request) {
    String prefix = request.parameter("prefix");
    String token = request.parameter("pageToken");
    String delimiter = request.parameter("delimiter");
    int limit = Integer.parseInt(request.parameter("maxResults"));
    ObjectNode page = JSON.createObjectNode();
    ArrayNode items = page.putArray("items");
    TreeSet<String> prefixes = new TreeSet<>();
    String last = "";
    synchronized (held.objects) {
      String start = request.parameter("startOffset");
      boolean isFirst = token == null;
      String from = isFirst ? (start == null ? "" : start) : token;
      for (var entry : held.objects.tailMap(from, isFirst).entrySet()) {
        String key = entry.getKey();
        if (!key.startsWith(prefix)) {
          continue;
        }
        int slash = delimiter == null ? -1 : key.indexOf(delimiter, prefix.length());
        String shown = slash < 0 ? key : key.substring(0, slash + 1);
        if (!prefixes.contains(shown)) {
          if (items.size() + prefixes.size() == limit) {
            page.put("nextPageToken", last);
            break;
          }
          if (slash < 0) {
            items.add(described(key, entry.getValue()));
          } else {
            prefixes.add(shown);
          }
        }
        last = key;
      }
    }
    prefixes.forEach(page.putArray("prefixes")::add);
    return json(page);
  }

  private static ObjectNode described(String key, Held object) {
    return JSON.createObjectNode()
        .put("name", key)
        .put("size", Integer.toString(object.bytes().length))
        .put("generation", object.tag());
  }

  private static Answer json(ObjectNode node) {
    return Answer.of(200, "application/json", node.toString());
  }

  @Override
  public void close() {
    http.close();
  }
}
