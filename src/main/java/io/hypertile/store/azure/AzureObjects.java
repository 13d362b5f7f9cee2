package io.hypertile.store.azure;

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
import javax.xml.stream.XMLStreamException;

/** Calls of Azure Blob Storage. */
final class AzureObjects implements RemoteObjects, HttpDialect {
  private static final long LARGEST_PUT = 5_000L << 20;
  private static final int LIMIT = 16 << 20;

  private final AzureRequests requests;
  private final HttpCalls calls;
  private final HttpReads reads;
  private final HttpWrites writes;

  AzureObjects(AzureRequests requests, HttpCalls calls) {
    this.requests = requests;
    this.calls = calls;
    this.reads = new HttpReads(calls, this);
    this.writes = new HttpWrites(calls, this);
  }

  @Override
  public Optional<ObjectVersion> version(HttpAnswer answer) {
    return answer.header("ETag").filter(tag -> !tag.isEmpty()).map(AzureListing::version);
  }

  /** A missing container has a code of its own. */
  @Override
  public boolean isMissingObject(HttpAnswer answer) {
    return answer.status() == 404
        && !answer.header("x-ms-error-code").orElse("").startsWith("Container");
  }

  @Override
  public Optional<StoredObject> find(StoreKey key) {
    try (HttpAnswer answer = calls.send(requests.find(key))) {
      if (isMissingObject(answer)) {
        return Optional.empty();
      }
      if (answer.status() != 200) {
        throw calls.refused(answer.status());
      }
      Optional<Long> size = answer.length();
      Optional<ObjectVersion> version = version(answer);
      if (size.isEmpty() || version.isEmpty()) {
        throw calls.senseless("The store does not name size and state of its objects.");
      }
      return Optional.of(new StoredObject(key, size.get(), version.get()));
    } catch (IOException e) {
      throw calls.unanswered(e);
    }
  }

  /** The service knows no ranges from the end: they take a look at the object before. */
  @Override
  public RemoteAnswer open(StoreKey key, Optional<ByteRange> range, Optional<ObjectVersion> at) {
    if (range.isPresent() && range.get() instanceof ByteRange.Suffix suffix) {
      Optional<StoredObject> found = find(key);
      if (found.isEmpty()) {
        return new RemoteAnswer.Absent();
      }
      Optional<ObjectVersion> version = Optional.of(found.get().version());
      if (at.isPresent() && !at.equals(version)) {
        return new RemoteAnswer.Changed(version);
      }
      long length = Math.min(suffix.length(), found.get().size());
      if (length == 0) {
        return new RemoteAnswer.Outside(Optional.of(0L));
      }
      return span(key, new ByteRange.Span(found.get().size() - length, length), version);
    }
    return range.isPresent()
        ? span(key, (ByteRange.Span) range.get(), at)
        : reads.open(requests.signed(requests.open(key, at)), Optional.empty());
  }

  private RemoteAnswer span(StoreKey key, ByteRange.Span span, Optional<ObjectVersion> at) {
    HttpCall call =
        requests.open(key, at).with("Range", "bytes=" + span.offset() + "-" + (span.stop() - 1));
    return reads.open(requests.signed(call), Optional.empty());
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
    Optional<ListMark> mark = after;
    while (true) {
      KeyPage page = page(requests.list(prefix, mark, limit, depth), prefix);
      mark = page.next();
      if (mark.isEmpty() || !page.objects().isEmpty() || !page.prefixes().isEmpty()) {
        return page;
      }
    }
  }

  private KeyPage page(HttpCall call, StorePrefix prefix) {
    try (HttpAnswer answer = calls.send(call)) {
      if (answer.status() == 404) {
        throw calls.senseless("The container does not exist.");
      }
      if (answer.status() != 200) {
        throw calls.refused(answer.status());
      }
      return new AzureListing(requests.address()).read(answer.all(LIMIT), prefix);
    } catch (IOException e) {
      throw calls.unanswered(e);
    } catch (XMLStreamException e) {
      throw calls.senseless("The answer of the store makes no sense.");
    }
  }

  @Override
  public void ping() {
    page(requests.list(StorePrefix.ROOT, Optional.empty(), 1, Depth.ALL), StorePrefix.ROOT);
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
