package io.hypertile.store.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.TestSeed;
import io.hypertile.store.ByteRange;
import io.hypertile.store.CheckResult;
import io.hypertile.store.Condition;
import io.hypertile.store.Depth;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.Piece;
import io.hypertile.store.PutResult;
import io.hypertile.store.ReadResult;
import io.hypertile.store.Store;
import io.hypertile.store.StoreException;
import io.hypertile.store.StoreException.Retry;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.remote.FaultyServer.Fault;
import io.hypertile.store.remote.FaultyServer.Request;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** What a store over a network does when requests of it fail, each in every way. */
@Timeout(120)
public abstract class FaultsContract {
  private static final StoreKey KEY = new StoreKey("a/b");
  private static final Set<Fault> DONE =
      EnumSet.of(Fault.ANSWER_LOST, Fault.DONE_AND_500, Fault.LATE);

  protected Store store;
  private FaultyServer server;

  /** A server without objects, which the test closes. */
  protected abstract FaultyServer start() throws Exception;

  /** A store on it that waits one second for an answer, which the test closes. */
  protected abstract Store open(FaultyServer server);

  /** Whether a request puts an object. */
  protected boolean isPut(Request request) {
    return request.method().equals("PUT");
  }

  /** Whether a request looks an object up. */
  protected boolean isFind(Request request) {
    return request.method().equals("HEAD");
  }

  /** The header that asks for the last 1,000 bytes of 400,000. */
  protected String lastBytes() {
    return "bytes=-1000";
  }

  @BeforeEach
  void open() throws Exception {
    server = start();
    store = open(server);
    assertThat(store.capabilities().canCommit()).isTrue();
    server.takeRequests();
  }

  @AfterEach
  void close() {
    store.close();
    server.close();
  }

  @ParameterizedTest
  @EnumSource(
      names = {"REFUSED", "TRUNCATED", "BODY_LOST"},
      mode = Mode.EXCLUDE)
  void putWithoutAnAnswerIsUnknownAndNotTriedAgain(Fault fault) {
    for (Condition condition : List.of(Condition.ABSENT, Condition.ALWAYS)) {
      store.delete(List.of(KEY));
      server.takeRequests();
      server.plan(this::isPut, fault);

      PutResult result = put(condition, "new");

      assertThat(result).isInstanceOf(PutResult.Unknown.class);
      assertThat(server.takeRequests()).filteredOn(this::isPut).hasSize(1);
      assertThat(store.find(KEY).isPresent()).isEqualTo(DONE.contains(fault));
    }
  }

  @ParameterizedTest
  @EnumSource(
      names = {"REFUSED", "TRUNCATED", "BODY_LOST"},
      mode = Mode.EXCLUDE)
  void replacingWithoutAnAnswerIsUnknownAndNotTriedAgain(Fault fault) {
    ObjectVersion version = ((PutResult.Stored) put(Condition.ALWAYS, "old")).version();
    server.plan(this::isPut, fault);
    server.takeRequests();

    PutResult result = put(new Condition.At(version), "new");

    assertThat(result).isInstanceOf(PutResult.Unknown.class);
    assertThat(server.takeRequests()).filteredOn(this::isPut).hasSize(1);
    assertThat(store.load(KEY, 3).orElseThrow().bytes())
        .asString(StandardCharsets.UTF_8)
        .isEqualTo(DONE.contains(fault) ? "new" : "old");
  }

  @Test
  void putThatIsRefusedFailsForGood() {
    server.plan(this::isPut, Fault.REFUSED);

    assertFails(() -> put(Condition.ABSENT, "new"), Retry.NEVER);
    assertThat(store.find(KEY)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      names = {"REFUSED", "TRUNCATED", "BODY_LOST", "DONE_AND_500"},
      mode = Mode.EXCLUDE)
  void findWithoutAnAnswerFails(Fault fault) {
    put(Condition.ALWAYS, "cells");
    server.plan(this::isFind, fault);

    assertFails(() -> store.find(KEY), retry(fault));
    assertThat(store.find(KEY)).isPresent();
  }

  @ParameterizedTest
  @EnumSource(names = "REFUSED", mode = Mode.EXCLUDE)
  void loadWithoutAnAnswerFails(Fault fault) {
    put(Condition.ALWAYS, "cells");
    server.plan(is("GET"), fault);

    assertFails(() -> store.load(KEY, 10), retry(fault));
    assertThat(store.load(KEY, 10)).isPresent();
  }

  @ParameterizedTest
  @EnumSource(names = "REFUSED", mode = Mode.EXCLUDE)
  void readWithoutAnAnswerToOneOfItsRequestsFails(Fault fault) {
    byte[] bytes = new byte[400_000];
    TestSeed.random().nextBytes(bytes);
    store.put(KEY, ObjectBody.of(bytes), Condition.ALWAYS);
    for (int failing = 0; failing < 3; failing++) {
      List<Piece> pieces =
          List.of(
              piece(new ByteRange.Span(0, 1000)),
              piece(new ByteRange.Span(200_000, 1000)),
              piece(new ByteRange.Suffix(1000)));
      String range = List.of(lastBytes(), "bytes=0-999", "bytes=200000-200999").get(failing);
      server.plan(request -> request.header("range").equals(range), fault);

      assertFails(() -> store.read(KEY, pieces, Optional.empty()), retry(fault));
      assertThat(server.planned()).isZero();
      assertThat(store.read(KEY, pieces, Optional.empty())).isInstanceOf(ReadResult.Read.class);
    }
  }

  @ParameterizedTest
  @EnumSource(names = "REFUSED", mode = Mode.EXCLUDE)
  void listWithoutAnAnswerFails(Fault fault) {
    put(Condition.ALWAYS, "cells");
    server.plan(is("GET"), fault);

    assertFails(() -> store.list(StorePrefix.ROOT, Optional.empty(), 10, Depth.ALL), retry(fault));
    assertThat(store.list(StorePrefix.ROOT, Optional.empty(), 10, Depth.ALL).objects()).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(
      names = {"TRUNCATED", "BODY_LOST"},
      mode = Mode.EXCLUDE)
  void deleteWithoutAnAnswerNamesWhatMayBeLeft(Fault fault) {
    put(Condition.ALWAYS, "cells");
    server.plan(request -> is("POST").or(is("DELETE")).test(request), fault);

    assertThat(store.delete(List.of(KEY)).failed()).containsOnlyKeys(KEY);
    assertThat(store.find(KEY).isPresent()).isEqualTo(!DONE.contains(fault));
    assertThat(store.delete(List.of(KEY)).failed()).isEmpty();
  }

  @Test
  void readOfAnObjectThatIsReplacedBetweenItsRequestsIsOfOneState() {
    List<Piece> pieces =
        List.of(piece(new ByteRange.Span(0, 10)), piece(new ByteRange.Span(200_000, 10)));
    byte[] first = new byte[200_010];
    byte[] second = new byte[200_010];
    java.util.Arrays.fill(second, (byte) 1);
    store.put(KEY, ObjectBody.of(first), Condition.ALWAYS);
    boolean[] isDone = new boolean[1];
    server.plan(
        request -> {
          if (request.header("range").equals("bytes=200000-200009") && !isDone[0]) {
            isDone[0] = true;
            store.put(KEY, ObjectBody.of(second), Condition.ALWAYS);
          }
          return false;
        },
        Fault.DROPPED);

    ReadResult result = store.read(KEY, pieces, Optional.empty());

    assertThat(isDone[0]).isTrue();
    assertThat(result).isInstanceOf(ReadResult.Read.class);
    for (Piece piece : pieces) {
      assertThat(piece.target().toArray(java.lang.foreign.ValueLayout.JAVA_BYTE))
          .containsOnly((byte) 1);
    }
  }

  @Test
  void storeWhoseServerIsDownSaysSo() {
    server.close();

    assertThat(store.check()).isInstanceOf(CheckResult.Failed.class);
    assertFails(() -> store.find(KEY), Retry.LATER);
  }

  @Test
  void storeCanBeMadeWhileItsServerIsDown() {
    server.close();
    try (Store made = open(server)) {
      assertThat(made.check()).isInstanceOf(CheckResult.Failed.class);
      assertFails(made::capabilities, Retry.LATER);
      ObjectBody body = ObjectBody.of(new byte[1]);
      assertFails(() -> made.put(KEY, body, Condition.ABSENT), Retry.LATER);
    }
  }

  @Test
  void storeThatIsClosedRefusesCalls() {
    store.close();

    assertThatThrownBy(() -> store.find(KEY)).isInstanceOf(IllegalStateException.class);
    assertThat(store.check()).isInstanceOf(CheckResult.Failed.class);
  }

  private PutResult put(Condition condition, String text) {
    return store.put(KEY, ObjectBody.of(text.getBytes(StandardCharsets.UTF_8)), condition);
  }

  private static Retry retry(Fault fault) {
    return fault == Fault.SLOW_DOWN ? Retry.SLOWER : Retry.LATER;
  }

  protected static void assertFails(ThrowingCallable call, Retry retry) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            StoreException.class, failure -> assertThat(failure.retry()).isEqualTo(retry));
  }

  private static Predicate<Request> is(String method) {
    return request -> request.method().equals(method);
  }

  private static Piece piece(ByteRange range) {
    return new Piece(range, MemorySegment.ofArray(new byte[(int) range.length()]));
  }
}
