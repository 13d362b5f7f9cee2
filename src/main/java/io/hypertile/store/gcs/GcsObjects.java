package io.hypertile.store.gcs;

import io.hypertile.store.ByteRange;
import io.hypertile.store.Condition;
import io.hypertile.store.DeleteResult;
import io.hypertile.store.Depth;
import io.hypertile.store.KeyPage;
import io.hypertile.store.ListMark;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.PutResult;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.StoredObject;
import io.hypertile.store.remote.HttpAnswer;
import io.hypertile.store.remote.HttpCall;
import io.hypertile.store.remote.HttpCalls;
import io.hypertile.store.remote.HttpDialect;
import io.hypertile.store.remote.HttpReads;
import io.hypertile.store.remote.HttpWrites;
import io.hypertile.store.remote.RemoteAnswer;
import io.hypertile.store.remote.RemoteObjects;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls of Google Cloud Storage. */
final class GcsObjects implements RemoteObjects, HttpDialect {
  private static final JsonMapper JSON = new JsonMapper();
  private static final long LARGEST_PUT = 5L << 40;
  private static final int LIMIT = 16 << 20;

  private final GcsRequests requests;
  private final HttpCalls calls;
  private final HttpReads reads;
  private final HttpWrites writes;
  private volatile boolean bucketSeen;

  GcsObjects(GcsRequests requests, HttpCalls calls) {
    this.requests = requests;
    this.calls = calls;
    this.reads = new HttpReads(calls, this);
    this.writes = new HttpWrites(calls, this);
  }

  /** The generation: a header beside bytes, a member of the answer to a put. */
  @Override
  public Optional<ObjectVersion> version(HttpAnswer answer) {
    Optional<String> header = answer.header("x-goog-generation");
    if (header.isPresent()) {
      return header.map(ObjectVersion::new);
    }
    try {
      String text = JSON.readTree(answer.all(LIMIT)).path("generation").asString("");
      return text.isEmpty() ? Optional.empty() : Optional.of(new ObjectVersion(text));
    } catch (IOException | JacksonException e) {
      return Optional.empty();
    }
  }

  @Override
  public Optional<StoredObject> find(StoreKey key) {
    Optional<JsonNode> found = json(requests.find(key));
    if (found.isEmpty()) {
      requireBucket();
    }
    return found.map(node -> object(key, node));
  }

  private StoredObject object(StoreKey key, JsonNode node) {
    String size = node.path("size").asString("");
    String generation = node.path("generation").asString("");
    if (!size.matches("\\d{1,18}") || generation.isEmpty()) {
      throw calls.senseless("The store does not name size and state of its objects.");
    }
    return new StoredObject(key, Long.parseLong(size), new ObjectVersion(generation));
  }

  private Optional<JsonNode> json(HttpCall call) {
    try (HttpAnswer answer = calls.send(call)) {
      return switch (answer.status()) {
        case 200 -> Optional.of(JSON.readTree(answer.all(LIMIT)));
        case 404 -> Optional.empty();
        default -> throw calls.refused(answer.status());
      };
    } catch (IOException e) {
      throw calls.unanswered(e);
    } catch (JacksonException e) {
      throw calls.senseless("The answer of the store makes no sense.");
    }
  }

  /** The answer to a look-up does not tell a missing object from a missing bucket. */
  private void requireBucket() {
    if (!bucketSeen) {
      ping();
    }
  }

  @Override
  public RemoteAnswer open(StoreKey key, Optional<ByteRange> range, Optional<ObjectVersion> at) {
    RemoteAnswer answer = reads.open(requests.open(key, at), range);
    if (answer instanceof RemoteAnswer.Absent) {
      requireBucket();
    }
    return answer;
  }

  @Override
  public PutResult put(StoreKey key, ObjectBody body, Condition condition) {
    return writes.put(requests.put(key, body, condition), condition);
  }

  @Override
  public DeleteResult delete(Collection<StoreKey> keys) {
    return writes.delete(keys, requests::delete);
  }

  @Override
  public KeyPage list(StorePrefix prefix, Optional<ListMark> after, int limit, Depth depth) {
    List<StoredObject> objects = new ArrayList<>();
    List<StorePrefix> prefixes = new ArrayList<>();
    Optional<ListMark> mark = after;
    do {
      JsonNode page =
          json(requests.list(prefix, mark, limit, depth))
              .orElseThrow(() -> calls.senseless("The bucket does not exist."));
      for (JsonNode item : page.path("items")) {
        own(item.path("name").asString(""))
            .filter(StoreKey::isKey)
            .map(StoreKey::new)
            .filter(key -> key.isBelow(prefix))
            .ifPresent(key -> objects.add(object(key, item)));
      }
      for (JsonNode common : page.path("prefixes")) {
        own(common.asString(""))
            .map(text -> text.substring(0, Math.max(0, text.length() - 1)))
            .filter(StoreKey::isKey)
            .ifPresent(text -> prefixes.add(new StorePrefix(text)));
      }
      String token = page.path("nextPageToken").asString("");
      mark = token.isEmpty() ? Optional.empty() : Optional.of(new ListMark(token));
    } while (mark.isPresent() && objects.isEmpty() && prefixes.isEmpty());
    return new KeyPage(objects, prefixes, mark);
  }

  private Optional<String> own(String full) {
    String root = requests.address().full("");
    return full.startsWith(root) ? Optional.of(full.substring(root.length())) : Optional.empty();
  }

  /** Lists one object, which needs no other permission than reading does. */
  @Override
  public void ping() {
    if (json(requests.list(StorePrefix.ROOT, Optional.empty(), 1, Depth.ALL)).isEmpty()) {
      throw calls.senseless("The bucket does not exist.");
    }
    bucketSeen = true;
  }

  @Override
  public long largestPut() {
    return LARGEST_PUT;
  }

  @Override
  public void close() {
    calls.close();
  }
}
