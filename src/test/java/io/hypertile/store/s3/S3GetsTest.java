package io.hypertile.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.store.CheckResult;
import io.hypertile.store.Store;
import io.hypertile.store.StoreException;
import io.hypertile.store.StoreException.Retry;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.remote.FaultyServer;
import io.hypertile.store.remote.FaultyServer.Answer;
import io.hypertile.store.remote.HttpCall;
import io.hypertile.store.remote.HttpCalls;
import io.hypertile.store.remote.RemoteAnswer;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

class S3GetsTest {
  private static final StoreKey KEY = new StoreKey("a/b");

  /** The request that AWS documents with its signature, and its keys, which are nobody's. */
  @Test
  void signatureIsThatOfTheExampleOfAws() {
    AwsCredentialsProvider keys =
        StaticCredentialsProvider.create(
            AwsBasicCredentials.create(
                "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"));
    Clock then = Clock.fixed(Instant.parse("2013-05-24T00:00:00Z"), ZoneOffset.UTC);
    HttpCall call =
        HttpCall.of("GET", URI.create("https://examplebucket.s3.amazonaws.com/test.txt"))
            .with("Range", "bytes=0-9");
    HttpCall signed = new S3Signing("us-east-1", keys, then).signed(call);
    assertThat(signed.address()).isEqualTo(call.address());
    assertThat(signed.headers())
        .containsEntry("X-Amz-Date", "20130524T000000Z")
        .hasEntrySatisfying(
            "Authorization",
            value ->
                assertThat(value)
                    .contains("SignedHeaders=host;range;x-amz-content-sha256;x-amz-date")
                    .endsWith(
                        "Signature="
                            + "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"));
  }

  /** A profile that no file has: also for the calls that the SDK makes. */
  @Test
  void missingCredentialsAreSaidToBeMissing() throws Exception {
    try (S3Server server = new S3Server(S3Server.Dialect.NONE);
        Store store = S3TestStores.ofProfile(server.http.address(), "that-nobody-has")) {
      for (ThrowingCallable call :
          List.<ThrowingCallable>of(
              () -> store.load(KEY, 10), () -> store.find(KEY), store::capabilities)) {
        assertThatThrownBy(call)
            .isInstanceOfSatisfying(
                StoreException.class,
                failure -> assertThat(failure.detail()).contains("AWS_ACCESS_KEY_ID"));
      }
      assertThat(store.check())
          .isInstanceOfSatisfying(
              CheckResult.Failed.class,
              failed -> assertThat(failed.reason()).contains("no credentials"));
      assertThat(server.http.takeRequests()).isEmpty();
    }
  }

  /** The coding is one of the object's own headers there, and none of the answer. */
  @Test
  void bytesComeAsTheyAreStoredWhateverCodingTheObjectNames() throws Exception {
    Map<String, String> headers = Map.of("ETag", "\"1\"", "Content-Encoding", "gzip");
    try (FaultyServer server = new FaultyServer(r -> new Answer(200, headers, new byte[] {1, 2}));
        Store store = S3TestStores.open(server.address(), S3Server.BUCKET, "", false)) {
      assertThat(store.load(KEY, 10).orElseThrow().bytes()).containsExactly(1, 2);
    }
  }

  /** As the client of the SDK does, which takes the time of the answer for the next request. */
  @Test
  void signaturesAreByTheClockOfTheStoreOnceItHasRefusedThatOfTheServer() throws Exception {
    AwsCredentialsProvider keys =
        StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret"));
    Clock late = Clock.offset(Clock.systemUTC(), Duration.ofHours(-1));
    S3Requests requests = new S3Requests("test", new S3Address(S3Server.BUCKET, StorePrefix.ROOT));
    try (FaultyServer server = new FaultyServer(S3GetsTest::withTheTime);
        S3Gets gets =
            new S3Gets(
                requests,
                server.address() + "/" + S3Server.BUCKET,
                new S3Signing("us-east-1", keys, late),
                HttpCalls.withoutRedirects("test", Duration.ofSeconds(5)))) {
      assertThatThrownBy(() -> gets.open(KEY, Optional.empty(), Optional.empty()))
          .isInstanceOfSatisfying(
              StoreException.class, failure -> assertThat(failure.retry()).isEqualTo(Retry.LATER))
          .hasMessageContaining("clock");
      RemoteAnswer second = gets.open(KEY, Optional.empty(), Optional.empty());
      assertThat(second).isInstanceOf(RemoteAnswer.Bytes.class);
    }
  }

  /** Refuses signatures that are old, and says what time it is, as servers do. */
  private static Answer withTheTime(FaultyServer.Request request) {
    Instant signed =
        DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssX")
            .parse(request.header("x-amz-date"), Instant::from);
    boolean isTaken = Duration.between(signed, Instant.now()).abs().toMinutes() < 15;
    return new Answer(isTaken ? 200 : 403, Map.of("ETag", "\"1\""), new byte[] {1, 2});
  }

  @Test
  void redirectsAreNotFollowed() throws Exception {
    for (int status : new int[] {301, 307}) {
      try (FaultyServer elsewhere = new FaultyServer(r -> Answer.of(200));
          FaultyServer server =
              new FaultyServer(r ->
                  new Answer(
                      status, Map.of("Location", elsewhere.address() + "/there"), new byte[0]));
          Store store = S3TestStores.open(server.address(), S3Server.BUCKET, "", false)) {
        assertThatThrownBy(() -> store.load(KEY, 10))
            .isInstanceOfSatisfying(
                StoreException.class, failure -> assertThat(failure.retry()).isEqualTo(Retry.NEVER))
            .hasMessage("The bucket is in another region.");
        assertThat(elsewhere.takeRequests()).isEmpty();
      }
    }
  }

  @Test
  void missingBucketIsNoMissingObject() throws Exception {
    try (S3Server server = new S3Server(S3Server.Dialect.NONE);
        Store store = S3TestStores.open(server.http.address(), "nowhere", "", false)) {
      assertThatThrownBy(() -> store.load(KEY, 10))
          .isInstanceOfSatisfying(
              StoreException.class, failure -> assertThat(failure.retry()).isEqualTo(Retry.NEVER))
          .hasMessageContaining("\"nowhere\" does not exist; make it (aws s3 mb s3://nowhere)");
    }
    try (S3Server server = new S3Server(S3Server.Dialect.NONE);
        Store store = S3TestStores.open(server.http.address(), S3Server.BUCKET, "", false)) {
      assertThat(store.load(KEY, 10)).isEmpty();
    }
  }
}
