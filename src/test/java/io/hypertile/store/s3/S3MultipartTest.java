package io.hypertile.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.TestSeed;
import io.hypertile.store.Condition;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.PutResult;
import io.hypertile.store.Store;
import io.hypertile.store.StoreException;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.remote.FaultyServer.Fault;
import io.hypertile.store.remote.FaultyServer.Request;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Objects that are put in parts: whole or not at all, and nothing is left of those that fail. */
class S3MultipartTest {
  private static final StoreKey KEY = new StoreKey("large");
  private static final S3Parts SMALL = new S3Parts(10_000, 7_000, 3);

  private final Random random = TestSeed.random();
  private S3Server server;
  private Store store;

  @BeforeEach
  void open() throws Exception {
    server = new S3Server(S3Server.Dialect.NONE);
    store = S3TestStores.inParts(server.address(), SMALL);
  }

  @AfterEach
  void close() {
    store.close();
    server.close();
  }

  private byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return bytes;
  }

  private PutResult put(byte[] bytes) {
    return store.put(KEY, ObjectBody.of(MemorySegment.ofArray(bytes)), Condition.ALWAYS);
  }

  private Optional<byte[]> stored() {
    return store.load(KEY, 1_000_000).map(found -> found.bytes());
  }

  private static Predicate<Request> part(int number) {
    return request -> Integer.toString(number).equals(request.parameter("partNumber"));
  }

  private static boolean isLast(Request request) {
    return request.method().equals("POST") && request.parameter("uploadId") != null;
  }

  @ParameterizedTest
  @ValueSource(ints = {10_000, 10_001, 14_000, 100_003})
  void partsBecomeOneObject(int size) {
    byte[] bytes = bytes(size);
    PutResult result = put(bytes);
    assertThat(stored()).hasValueSatisfying(found -> assertThat(found).isEqualTo(bytes));
    assertThat(result).isEqualTo(new PutResult.Stored(store.find(KEY).orElseThrow().version()));
    assertThat(server.uploads.open()).isZero();
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"DROPPED", "ANSWER_LOST", "ERROR_500", "DONE_AND_500", "SLOW_DOWN"})
  void aPartThatFailsOnceIsSentAgain(Fault fault) {
    byte[] bytes = bytes(50_000);
    assertThat(store.check()).isNotNull();
    server.http.plan(part(4), fault);
    assertThat(put(bytes)).isInstanceOf(PutResult.Stored.class);
    assertThat(stored()).hasValueSatisfying(found -> assertThat(found).isEqualTo(bytes));
  }

  @Test
  void aPartThatIsRefusedGivesThePutUp() {
    byte[] before = bytes(20_000);
    put(before);
    server.http.plan(part(3), Fault.REFUSED);
    assertThatThrownBy(() -> put(bytes(50_000))).isInstanceOf(StoreException.class);
    assertThat(stored()).hasValueSatisfying(found -> assertThat(found).isEqualTo(before));
    assertThat(server.uploads.open()).isZero();
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"DROPPED", "ANSWER_LOST", "ERROR_500", "DONE_AND_500"})
  void theOutcomeOfALastRequestWithoutAnAnswerIsUnknown(Fault fault) {
    assertThat(store.check()).isNotNull();
    server.http.plan(S3MultipartTest::isLast, fault);
    assertThat(put(bytes(50_000))).isInstanceOf(PutResult.Unknown.class);
    assertThat(server.uploads.open()).isZero();
  }

  @Test
  void anUploadThatTheStoreGaveUpIsNoMissingBucket() {
    byte[] bytes = bytes(50_000);
    ObjectBody body =
        new ObjectBody() {
          @Override
          public long size() {
            return bytes.length;
          }

          @Override
          public InputStream open() {
            server.uploads.giveUp();
            return new ByteArrayInputStream(bytes);
          }
        };
    assertThatThrownBy(() -> store.put(KEY, body, Condition.ALWAYS))
        .isInstanceOfSatisfying(
            StoreException.class,
            failure -> assertThat(failure.retry()).isEqualTo(StoreException.Retry.LATER))
        .hasMessage("The store gave up the upload of an object before its last part; try again.");
    assertThat(stored()).isEmpty();
  }

  @Test
  void conditionsHoldAtTheLastRequest() {
    S3Access access =
        S3Access.of(
            Map.of("AWS_ENDPOINT_URL", server.address().toString(), "AWS_REGION", "us-east-1"));
    S3Address address = new S3Address(S3Server.BUCKET, new StorePrefix("root"));
    try (S3Objects objects = (S3Objects) S3Stores.objects("test", address, access, SMALL)) {
      ObjectBody body = ObjectBody.of(bytes(30_000));
      ObjectVersion first =
          ((PutResult.Stored) objects.putInParts(KEY, body, Condition.ABSENT)).version();
      assertThat(objects.putInParts(KEY, body, Condition.ABSENT))
          .isInstanceOf(PutResult.Refused.class);
      byte[] next = bytes(30_000);
      assertThat(objects.putInParts(KEY, ObjectBody.of(next), new Condition.At(first)))
          .isInstanceOf(PutResult.Stored.class);
      assertThat(objects.putInParts(KEY, body, new Condition.At(first)))
          .isInstanceOf(PutResult.Refused.class);
      assertThat(stored()).hasValueSatisfying(found -> assertThat(found).isEqualTo(next));
      assertThat(server.uploads.open()).isZero();
    }
  }

  @Test
  void bytesThatCannotBeReadGiveThePutUp() {
    AtomicInteger opened = new AtomicInteger();
    ObjectBody broken =
        new ObjectBody() {
          @Override
          public long size() {
            return 40_000;
          }

          @Override
          public InputStream open() throws IOException {
            if (opened.incrementAndGet() > 3) {
              throw new IOException("gone");
            }
            return new ByteArrayInputStream(new byte[40_000]);
          }
        };
    assertThatThrownBy(() -> store.put(KEY, broken, Condition.ALWAYS))
        .isInstanceOf(StoreException.class);
    assertThat(store.find(KEY)).isEmpty();
    assertThat(server.uploads.open()).isZero();
  }
}
