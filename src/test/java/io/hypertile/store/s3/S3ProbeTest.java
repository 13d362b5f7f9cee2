package io.hypertile.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.error.ServiceException;
import io.hypertile.store.Capabilities;
import io.hypertile.store.CheckResult;
import io.hypertile.store.Condition;
import io.hypertile.store.Depth;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.Store;
import io.hypertile.store.StoreException;
import io.hypertile.store.StoreException.Retry;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.remote.FaultyServer.Fault;
import io.hypertile.store.remote.FaultyServer.Request;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a store in S3 finds out before it writes. */
class S3ProbeTest {
  private static final StoreKey KEY = new StoreKey("a");

  @Test
  void probeLeavesNothingBehind() throws Exception {
    try (S3Server server = new S3Server(S3Server.Dialect.NONE);
        Store store = open(server)) {
      assertThat(store.capabilities())
          .isEqualTo(new Capabilities(true, true, true, true, 5L << 40));
      assertThat(store.list(StorePrefix.ROOT, Optional.empty(), 10, Depth.ALL).objects()).isEmpty();
    }
  }

  @Test
  void storeThatIgnoresConditionsIsNotWritten() throws Exception {
    try (S3Server server = new S3Server(S3Server.Dialect.IGNORES_CONDITIONS);
        Store store = open(server)) {
      Capabilities found = store.capabilities();

      assertThat(found.createsAtomically()).isFalse();
      assertThat(found.replacesAtomically()).isFalse();
      assertRefused(store, "An object that was to be created replaced one that was there.");
    }
  }

  @Test
  void storeThatImplementsNoConditionsIsNotWritten() throws Exception {
    assertUnwritten(
        S3Server.Dialect.REFUSES_CONDITIONS,
        new Capabilities(true, false, false, true, 5L << 40),
        "The store refuses the request with status 501.");
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"DROPPED", "ANSWER_LOST", "ERROR_500", "DONE_AND_500", "SLOW_DOWN", "LATE"})
  void putWithoutAnAnswerIsNoFinding(Fault fault) throws Exception {
    List<Predicate<Request>> puts =
        List.of(
            request -> request.header("if-none-match").equals("*"),
            request -> !request.header("if-match").isEmpty(),
            request -> request.path().endsWith("/c/d"));
    for (Predicate<Request> which : puts) {
      try (S3Server server = new S3Server(S3Server.Dialect.NONE);
          Store store = open(server)) {
        server.http.plan(request -> request.method().equals("PUT") && which.test(request), fault);

        assertThatThrownBy(store::capabilities)
            .isInstanceOfSatisfying(
                StoreException.class, failure -> assertThat(failure.retry()).isEqualTo(Retry.LATER))
            .hasMessage("The store did not say whether it took an object.");
        assertThat(store.capabilities())
            .isEqualTo(new Capabilities(true, true, true, true, 5L << 40));
      }
    }
  }

  @Test
  void storeThatLetsTwoWritersWinIsNotWritten() throws Exception {
    try (S3Server server = new S3Server(S3Server.Dialect.RACY);
        Store store = open(server)) {
      assertThat(store.capabilities().createsAtomically()).isFalse();
      assertThat(store.capabilities().replacesAtomically()).isFalse();
      assertRefused(store, "Of 16 writers that created one object");
      assertThat(store.find(KEY)).isEmpty();
      assertThat(((CheckResult.Usable) store.check()).findings()).hasSize(2);
    }
  }

  @Test
  void storeThatTakesNoObjectsIsRead() throws Exception {
    assertUnwritten(
        S3Server.Dialect.READ_ONLY,
        new Capabilities(false, false, false, true, 5L << 40),
        "It takes no objects: The store refuses the credentials.");
  }

  @Test
  void storeWhoseListsAreLateIsSaidToListNothing() throws Exception {
    try (S3Server server = new S3Server(S3Server.Dialect.LISTS_LATE);
        Store store = open(server)) {
      assertThat(store.capabilities().lists()).isFalse();
      assertThat(store.capabilities().canCommit()).isTrue();
    }
  }

  @Test
  void storeThatIsOnlyReadIsNeverWritten() throws Exception {
    try (S3Server server = new S3Server(S3Server.Dialect.NONE);
        Store store = S3TestStores.open(server.http.address(), S3Server.BUCKET, "root", false)) {
      assertThat(store.check()).isEqualTo(new CheckResult.Usable());
      assertThat(store.capabilities().writes()).isFalse();
      assertThat(store.capabilities().lists()).isTrue();
      assertThatThrownBy(() -> store.put(KEY, ObjectBody.of(new byte[1]), Condition.ALWAYS))
          .isInstanceOf(UnsupportedOperationException.class);
      assertThat(server.http.takeRequests())
          .extracting(request -> request.method())
          .containsOnly("HEAD", "GET");
    }
  }

  @Test
  void missingBucketIsNoMissingObject() throws Exception {
    String message =
        "The bucket \"another\" does not exist; make it (aws s3 mb s3://another), or set another"
            + " URL.";
    try (S3Server server = new S3Server(S3Server.Dialect.NONE);
        Store store = S3TestStores.open(server.http.address(), "another", "")) {
      for (var call :
          List.<org.assertj.core.api.ThrowableAssert.ThrowingCallable>of(
              () -> store.find(KEY),
              () -> store.load(KEY, 10),
              () -> store.list(StorePrefix.ROOT, Optional.empty(), 10, Depth.ALL),
              store::capabilities)) {
        assertThatThrownBy(call)
            .isInstanceOfSatisfying(
                StoreException.class, failure -> assertThat(failure.retry()).isEqualTo(Retry.NEVER))
            .hasMessage(message);
      }
      assertThat(store.check()).isEqualTo(new CheckResult.Failed(message));
    }
  }

  @Test
  void requestsOfNobodyAreNotSigned() throws Exception {
    try (S3Server server = new S3Server(S3Server.Dialect.NONE);
        Store store =
            S3Stores.open(
                "test",
                S3Address.parse("s3://lake/root"),
                S3Access.of(Map.of("AWS_ENDPOINT_URL", server.http.address().toString()))
                    .anonymous(),
                false)) {
      assertThatThrownBy(() -> store.find(KEY)).hasMessage("The store refuses the credentials.");
      assertThat(server.http.takeRequests())
          .allMatch(request -> request.header("authorization").isEmpty());
    }
  }

  @Test
  void addressesAreReadFromUrls() {
    assertThat(S3Address.parse("s3://lake")).isEqualTo(new S3Address("lake", StorePrefix.ROOT));
    assertThat(S3Address.parse("s3://lake/a/b/"))
        .isEqualTo(new S3Address("lake", new StorePrefix("a/b")));
    for (String url :
        List.of("lake", "s3://", "s3://L", "s3:///a", "s3://lake/a/../b", "gs://lake")) {
      assertThatThrownBy(() -> S3Address.parse(url)).isInstanceOf(ServiceException.class);
    }
  }

  @Test
  void accessIsReadFromTheEnvironment() {
    S3Access access =
        S3Access.of(
            Map.of(
                "AWS_ENDPOINT_URL", "http://other",
                "AWS_ENDPOINT_URL_S3", "http://127.0.0.1:7480",
                "AWS_REGION", " ",
                "AWS_DEFAULT_REGION", "eu-west-1"));

    assertThat(access.endpoint()).contains(URI.create("http://127.0.0.1:7480"));
    assertThat(access.region()).contains("eu-west-1");
  }

  /** A store of a dialect is found to do so much, and is not written, as a message says. */
  private static void assertUnwritten(
      S3Server.Dialect dialect, Capabilities capabilities, String message) throws Exception {
    try (S3Server server = new S3Server(dialect);
        Store store = open(server)) {
      assertThat(store.capabilities()).isEqualTo(capabilities);
      assertRefused(store, message);
      assertThat(store.find(KEY)).isEmpty();
    }
  }

  private static void assertRefused(Store store, String finding) {
    assertThatThrownBy(() -> store.put(KEY, ObjectBody.of(new byte[1]), Condition.ALWAYS))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(finding);
    assertThatThrownBy(() -> store.delete(List.of(KEY))).isInstanceOf(StoreException.class);
  }

  private static Store open(S3Server server) {
    return S3TestStores.open(server.http.address(), S3Server.BUCKET, "root");
  }
}
