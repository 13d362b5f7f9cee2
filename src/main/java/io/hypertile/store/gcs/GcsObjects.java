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
import java.util.Collection;
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
    return found.map(node -> GcsListing.object(key, node, calls));
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
    GcsListing listing = new GcsListing(requests.address(), calls, prefix, after);
    String token = "";
    do {
      token = listing.add(listed(requests.list(prefix, after, token, limit, depth)));
    } while (!token.isEmpty() && listing.isEmpty());
    return listing.page(limit, !token.isEmpty());
  }

  private JsonNode listed(HttpCall call) {
    return json(call).orElseThrow(() -> calls.senseless("The bucket does not exist."));
  }

  /** Lists one object, which needs no other permission than reading does. */
  @Override
  public void ping() {
    listed(requests.list(StorePrefix.ROOT, Optional.empty(), "", 1, Depth.ALL));
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
