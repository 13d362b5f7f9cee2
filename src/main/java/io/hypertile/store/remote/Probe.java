package io.hypertile.store.remote;

import io.hypertile.store.ByteRange;
import io.hypertile.store.Capabilities;
import io.hypertile.store.Condition;
import io.hypertile.store.Depth;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.Piece;
import io.hypertile.store.PutResult;
import io.hypertile.store.ReadResult;
import io.hypertile.store.StoreException;
import io.hypertile.store.StoreException.Retry;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.StoredObject;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Finds out what a store does by doing it, below a prefix of its own that is removed afterwards.
 * Products and their versions differ, and some accept conditions without keeping them.
 */
final class Probe {
  /** Prefix of the keys of probes; a part of it is random. */
  static final String PREFIX = ".hypertile-probe";

  private static final byte[] BYTES = "0123456789".getBytes(StandardCharsets.US_ASCII);

  private final String store;
  private final RemoteObjects objects;
  private final StorePrefix place;
  private final List<String> findings = new ArrayList<>();
  private final List<StoreKey> made = new ArrayList<>();

  Probe(String store, RemoteObjects objects) {
    this.store = store;
    this.objects = objects;
    this.place = new StorePrefix(PREFIX + "/" + UUID.randomUUID());
  }

  /**
   * Asks the store.
   *
   * @throws StoreException if it does not answer, so that nothing is known
   */
  ProbeReport run() {
    objects.ping();
    try {
      StoreKey key = key("b");
      PutResult first;
      try {
        first = put(key, BYTES, Condition.ALWAYS);
      } catch (StoreException e) {
        return report(refused("It takes no objects: ", e), false, false, lists());
      }
      if (!(first instanceof PutResult.Stored stored)) {
        throw unclear(first);
      }
      checkRanges(key);
      boolean creates = createsAtomically(key);
      boolean replaces = replacesAtomically(key, stored.version());
      return report(true, creates, replaces, listsWhatWasPut());
    } finally {
      objects.delete(made);
    }
  }

  private ProbeReport report(boolean writes, boolean creates, boolean replaces, boolean lists) {
    return new ProbeReport(
        new Capabilities(writes, creates, replaces, lists, objects.largestPut()), findings);
  }

  private void checkRanges(StoreKey key) {
    Piece middle = piece(new ByteRange.Span(3, 4));
    Piece end = piece(new ByteRange.Suffix(2));
    ReadResult result =
        new RangeReads(store, objects).read(key, List.of(middle, end), Optional.empty());
    boolean isRight =
        result instanceof ReadResult.Read
            && holds(middle, Arrays.copyOfRange(BYTES, 3, 7))
            && holds(end, Arrays.copyOfRange(BYTES, 8, 10));
    if (!isRight) {
      throw new StoreException(
          store,
          "The store gives other bytes than those of the range asked for.",
          Retry.NEVER,
          null);
    }
  }

  private boolean createsAtomically(StoreKey there) {
    try {
      if (put(there, "x", Condition.ABSENT) instanceof PutResult.Stored) {
        findings.add("An object that was to be created replaced one that was there.");
        return false;
      }
    } catch (StoreException e) {
      return refused("An object could not be put on condition that none is there: ", e);
    }
    return new ProbeRace(objects)
        .isWonOnce(round -> key("create-" + round), round -> Condition.ABSENT, "created", findings);
  }

  private boolean replacesAtomically(StoreKey key, ObjectVersion first) {
    try {
      if (!(put(key, "second", new Condition.At(first)) instanceof PutResult.Stored)) {
        findings.add("An object could not be replaced in the state that it was in.");
        return false;
      }
    } catch (StoreException e) {
      return refused("An object could not be replaced in the state that it was in: ", e);
    }
    if (put(key, "third", new Condition.At(first)) instanceof PutResult.Stored) {
      findings.add("An object was replaced though its state was another than the one named.");
      return false;
    }
    return new ProbeRace(objects)
        .isWonOnce(
            round -> key,
            round -> new Condition.At(objects.find(key).map(StoredObject::version).orElse(first)),
            "replaced",
            findings);
  }

  private boolean listsWhatWasPut() {
    List<StoreKey> expected = List.of(key("a"), key("b"), key("c/d"));
    for (StoreKey key : expected.reversed()) {
      put(key, "x", Condition.ALWAYS);
    }
    List<StoreKey> listed =
        objects.list(place, Optional.empty(), 1_000, Depth.ALL).objects().stream()
            .map(StoredObject::key)
            .filter(expected::contains)
            .toList();
    if (!listed.equals(expected)) {
      findings.add("A list does not give, in ascending order, what was put before it.");
      return false;
    }
    return true;
  }

  private boolean lists() {
    try {
      objects.list(place, Optional.empty(), 1, Depth.ALL);
      return true;
    } catch (StoreException | UnsupportedOperationException e) {
      findings.add("It cannot be listed.");
      return false;
    }
  }

  /** Adds a finding for a put that is refused for good; other failures tell nothing of a store. */
  private boolean refused(String finding, StoreException failure) {
    if (failure.retry() != Retry.NEVER) {
      throw failure;
    }
    findings.add(finding + failure.detail());
    return false;
  }

  private PutResult put(StoreKey key, String text, Condition condition) {
    return put(key, text.getBytes(StandardCharsets.US_ASCII), condition);
  }

  /** Puts an object; fails if the store does not say whether it did, which is no finding. */
  private PutResult put(StoreKey key, byte[] bytes, Condition condition) {
    PutResult result = objects.put(key, ObjectBody.of(bytes), condition);
    if (result instanceof PutResult.Unknown) {
      throw unclear(result);
    }
    return result;
  }

  private StoreKey key(String name) {
    StoreKey key = place.key(name);
    if (!made.contains(key)) {
      made.add(key);
    }
    return key;
  }

  private static Piece piece(ByteRange range) {
    return new Piece(range, MemorySegment.ofArray(new byte[(int) range.length()]));
  }

  private static boolean holds(Piece piece, byte[] bytes) {
    return piece.target().mismatch(MemorySegment.ofArray(bytes)) < 0;
  }

  private StoreException unclear(PutResult result) {
    Throwable cause = result instanceof PutResult.Unknown unknown ? unknown.cause() : null;
    return new StoreException(
        store, "The store did not say whether it took an object.", Retry.LATER, cause);
  }
}
