package io.hypertile.store.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.TestSeed;
import io.hypertile.error.ServiceException;
import io.hypertile.store.ByteRange;
import io.hypertile.store.CheckResult;
import io.hypertile.store.Condition;
import io.hypertile.store.Depth;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.Piece;
import io.hypertile.store.ReadResult;
import io.hypertile.store.Store;
import io.hypertile.store.StoreException;
import io.hypertile.store.StoreException.Retry;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.memory.MemoryStore;
import io.hypertile.store.remote.FaultyServer;
import io.hypertile.store.remote.FaultyServer.Answer;
import io.hypertile.store.remote.FaultyServer.Fault;
import io.hypertile.store.remote.FaultyServer.Request;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a store over HTTP makes of answers that are not those of a file that is there. */
@Timeout(60)
class HttpAnswersTest {
  private static final StoreKey KEY = new StoreKey("a/b");
  private static final Map<String, String> TAG = Map.of("ETag", "\"1\"");

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 410, 451})
  void refusalsAreNoAbsence(int status) throws Exception {
    try (FaultyServer server = new FaultyServer(request -> Answer.of(status));
        Store store = open(server)) {
      assertFails(() -> store.find(KEY), Retry.NEVER);
      assertFails(() -> store.load(KEY, 10), Retry.NEVER);
      assertFails(() -> read(store), Retry.NEVER);
    }
  }

  @ParameterizedTest
  @CsvSource({"408, LATER", "429, SLOWER", "500, LATER", "502, LATER", "503, SLOWER", "504, LATER"})
  void overloadIsNoAbsence(int status, Retry retry) throws Exception {
    try (FaultyServer server = new FaultyServer(request -> Answer.of(status));
        Store store = open(server)) {
      assertFails(() -> store.find(KEY), retry);
      assertFails(() -> store.load(KEY, 10), retry);
      assertFails(() -> read(store), retry);
      assertThat(store.check()).isInstanceOf(CheckResult.Failed.class);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"DROPPED", "TRUNCATED", "LATE", "ANSWER_LOST"})
  void answersThatDoNotComeFail(Fault fault) throws Exception {
    Store files = new MemoryStore("files");
    files.put(KEY, ObjectBody.of(new byte[100_000]), Condition.ALWAYS);
    try (FaultyServer server = new FaultyServer(new FileRules(files, FileRules.Kind.FULL));
        Store store = open(server)) {
      for (ThrowingCallable call :
          List.<ThrowingCallable>of(() -> store.load(KEY, 200_000), () -> read(store))) {
        server.plan(request -> true, fault);
        assertFails(call, Retry.LATER);
        assertThat(server.takeRequests()).hasSize(1);
      }
      assertThat(read(store)).isInstanceOf(ReadResult.Read.class);
    }
  }

  @Test
  void answersThatContradictTheRequestFail() throws Exception {
    for (Answer answer :
        List.of(
            // No state, no range, another range, a range of another length, compressed bytes.
            new Answer(206, Map.of("Content-Range", "bytes 0-4/5"), new byte[5]),
            new Answer(206, TAG, new byte[5]),
            new Answer(206, with("Content-Range", "bytes 1-5/9"), new byte[5]),
            new Answer(206, with("Content-Range", "bytes 0-8/9"), new byte[5]),
            new Answer(206, with("Content-Range", "bytes 4-0/9"), new byte[5]),
            new Answer(206, with("Content-Range", "bytes 0-4/99999999999999999999"), new byte[5]),
            new Answer(200, with("Content-Encoding", "gzip"), new byte[5]))) {
      try (FaultyServer server = new FaultyServer(request -> answer);
          Store store = open(server)) {
        assertFails(() -> read(store), Retry.NEVER);
      }
    }
  }

  @Test
  void wholeFilesAreReadOnceForAllRanges() throws Exception {
    byte[] bytes = new byte[400_000];
    TestSeed.random().nextBytes(bytes);
    try (FaultyServer server = new FaultyServer(r -> new Answer(200, TAG, bytes));
        Store store = open(server)) {
      List<Piece> pieces =
          List.of(
              piece(new ByteRange.Span(0, 10)),
              piece(new ByteRange.Span(200_000, 10)),
              piece(new ByteRange.Suffix(10)));

      assertThat(store.read(KEY, pieces, Optional.empty())).isInstanceOf(ReadResult.Read.class);
      assertThat(server.takeRequests()).hasSize(1);
      for (Piece piece : pieces) {
        long from = piece.range().within(400_000).orElseThrow().offset();
        assertThat(piece.target().mismatch(MemorySegment.ofArray(bytes).asSlice(from, 10)))
            .isNegative();
      }
      List<Piece> past = List.of(pieces.getFirst(), piece(new ByteRange.Span(399_995, 10)));
      assertThat(store.read(KEY, past, Optional.empty()))
          .isEqualTo(new ReadResult.TooShort(400_000));
    }
  }

  private static Piece piece(ByteRange range) {
    return new Piece(range, MemorySegment.ofArray(new byte[(int) range.length()]));
  }

  @Test
  void largeAnswersAreNotReadPastTheLimit() throws Exception {
    try (FaultyServer server = new FaultyServer(r -> new Answer(200, TAG, new byte[50_000_000]));
        Store store = open(server)) {
      assertFails(() -> store.load(KEY, 10), Retry.NEVER);
    }
  }

  @Test
  void redirectsAreFollowedButNotWithCredentialsToAnotherServer() throws Exception {
    try (FaultyServer other = new FaultyServer(r -> new Answer(200, TAG, new byte[5]));
        FaultyServer server = new FaultyServer(redirectTo(other));
        Store plain = open(server);
        Store secret =
            HttpStores.open(
                "test",
                HttpAddress.parse(server.address().toString().replace("//", "//user:secret@")),
                Duration.ofSeconds(1))) {
      assertThat(plain.load(KEY, 10)).isPresent();
      server.takeRequests();
      other.takeRequests();

      assertFails(() -> secret.load(KEY, 10), Retry.NEVER);
      assertThat(server.takeRequests())
          .extracting(request -> request.header("authorization"))
          .containsOnly("Basic dXNlcjpzZWNyZXQ=");
      assertThat(other.takeRequests()).isEmpty();
    }
  }

  private static Function<Request, Answer> redirectTo(FaultyServer other) {
    return request ->
        new Answer(302, Map.of("Location", other.address() + request.path()), new byte[0]);
  }

  @Test
  void filesAreNeitherWrittenNorListed() throws Exception {
    try (FaultyServer server = new FaultyServer(request -> Answer.of(404));
        Store store = open(server)) {
      List<ThrowingCallable> calls =
          List.of(
              () -> store.put(KEY, ObjectBody.of(new byte[1]), Condition.ALWAYS),
              () -> store.delete(List.of(KEY)),
              () -> store.list(StorePrefix.ROOT, Optional.empty(), 10, Depth.ALL));
      for (ThrowingCallable call : calls) {
        assertThatThrownBy(call).isInstanceOf(UnsupportedOperationException.class);
      }
      assertThat(server.takeRequests()).isEmpty();
      assertThat(store.check()).isEqualTo(new CheckResult.Usable());
    }
  }

  @Test
  void addressesAreReadFromUrls() {
    assertThat(HttpAddress.parse("https://u:p@host:8443/a%20b").base())
        .hasToString("https://host:8443/a%20b/");
    assertThat(HttpAddress.parse("http://host").base()).hasToString("http://host/");
    for (String url :
        List.of(
            "ftp://host/", "http://", "host/a", "http://host/?q", "http://host/#f", "http://a b")) {
      assertThatThrownBy(() -> HttpAddress.parse(url)).isInstanceOf(ServiceException.class);
    }
    assertThatThrownBy(() -> HttpAddress.parse("ftp://user:secret@host/"))
        .isInstanceOfSatisfying(
            ServiceException.class,
            failure -> assertThat(failure.members().toString()).doesNotContain("secret"));
  }

  private static Map<String, String> with(String name, String value) {
    return Map.of("ETag", "\"1\"", name, value);
  }

  private static ReadResult read(Store store) {
    ByteRange range = new ByteRange.Span(0, 5);
    return store.read(
        KEY, List.of(new Piece(range, MemorySegment.ofArray(new byte[5]))), Optional.empty());
  }

  private static void assertFails(ThrowingCallable call, Retry retry) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            StoreException.class, failure -> assertThat(failure.retry()).isEqualTo(retry));
  }

  private static Store open(FaultyServer server) {
    HttpAddress address = HttpAddress.parse(server.address() + "/files");
    return HttpStores.open("test", address, Duration.ofSeconds(1));
  }
}
