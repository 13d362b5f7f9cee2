package io.hypertile.store.http;

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
import io.hypertile.store.remote.ContentRange;
import io.hypertile.store.remote.HttpAnswer;
import io.hypertile.store.remote.HttpCall;
import io.hypertile.store.remote.HttpCalls;
import io.hypertile.store.remote.HttpDialect;
import io.hypertile.store.remote.HttpReads;
import io.hypertile.store.remote.RemoteAnswer;
import io.hypertile.store.remote.RemoteObjects;
import java.io.IOException;
import java.util.Collection;
import java.util.Optional;

/** GET and HEAD of files. */
final class HttpObjects implements RemoteObjects, HttpDialect {
  /** Begins a state that a server names by a time, as it has no tag. */
  private static final String BY_TIME = "modified:";

  private final HttpAddress address;
  private final HttpCalls calls;
  private final HttpReads reads;

  HttpObjects(HttpAddress address, HttpCalls calls) {
    this.address = address;
    this.calls = calls;
    this.reads = new HttpReads(calls, this);
  }

  @Override
  public Optional<StoredObject> find(StoreKey key) {
    try (HttpAnswer answer = calls.send(address.call("HEAD", key))) {
      return switch (answer.status()) {
        case 200 -> Optional.of(found(key, answer));
        case 404 -> Optional.empty();
        default -> throw calls.refused(answer.status());
      };
    } catch (IOException e) {
      throw calls.unanswered(e);
    }
  }

  private StoredObject found(StoreKey key, HttpAnswer answer) {
    Optional<Long> size = answer.length();
    Optional<ObjectVersion> version = version(answer);
    if (size.isEmpty() || version.isEmpty()) {
      throw calls.senseless("The store does not name size and state of its objects.");
    }
    return new StoredObject(key, size.get(), version.get());
  }

  @Override
  public RemoteAnswer open(StoreKey key, Optional<ByteRange> range, Optional<ObjectVersion> at) {
    HttpCall call = address.call("GET", key).with("Accept-Encoding", "identity");
    Optional<String> tag = at.map(ObjectVersion::text).filter(text -> text.startsWith("\""));
    return reads.open(tag.map(text -> call.with("If-Match", text)).orElse(call), range);
  }

  /** The tag, or else the time of the last change and the size. */
  @Override
  public Optional<ObjectVersion> version(HttpAnswer answer) {
    Optional<String> tag = answer.header("ETag").filter(text -> !text.isEmpty());
    if (tag.isPresent()) {
      return tag.map(ObjectVersion::new);
    }
    Optional<Long> size =
        answer
            .header("Content-Range")
            .flatMap(ContentRange::parse)
            .map(ContentRange::size)
            .or(answer::length);
    return answer
        .header("Last-Modified")
        .flatMap(time -> size.map(bytes -> new ObjectVersion(BY_TIME + time + " " + bytes)));
  }

  @Override
  public PutResult put(StoreKey key, ObjectBody body, Condition condition) {
    throw new UnsupportedOperationException();
  }

  @Override
  public DeleteResult delete(Collection<StoreKey> keys) {
    throw new UnsupportedOperationException();
  }

  @Override
  public KeyPage list(StorePrefix prefix, Optional<ListMark> after, int limit, Depth depth) {
    throw new UnsupportedOperationException("files of a server cannot be listed");
  }

  /** A server that answers is there, though it may show nothing of the directory itself. */
  @Override
  public void ping() {
    try (HttpAnswer answer = calls.send(address.call("HEAD"))) {
      if (answer.status() == 401 || HttpCalls.isTransient(answer.status())) {
        throw calls.refused(answer.status());
      }
    } catch (IOException e) {
      throw calls.unanswered(e);
    }
  }

  @Override
  public long largestPut() {
    return 0;
  }

  @Override
  public void close() {
    calls.close();
  }
}
