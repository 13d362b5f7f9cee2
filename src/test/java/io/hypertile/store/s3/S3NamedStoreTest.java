package io.hypertile.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.memory.MemoryBudget;
import io.hypertile.memory.MemoryUse;
import io.hypertile.store.CheckResult;
import io.hypertile.store.CommitResult;
import io.hypertile.store.Condition;
import io.hypertile.store.KeyChange;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.Revision;
import io.hypertile.store.Revisions;
import io.hypertile.store.StoreException;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StoreName;
import io.hypertile.store.layer.StoreStatistics.Operation;
import io.hypertile.store.named.NamedStore;
import io.hypertile.store.named.StoreLocation;
import io.hypertile.store.named.StoreOpener;
import io.hypertile.store.named.StoreSettings;
import io.hypertile.store.named.Stores;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A store in S3 as the settings name it. */
class S3NamedStoreTest {
  private static final StoreKey HEAD = new StoreKey("a/zarr.json");

  private static Stores stores(S3Server server, boolean isReadOnly) {
    S3TestStores.requireCredentials();
    StoreSettings settings =
        new StoreSettings(
            new StoreName("lake"),
            StoreLocation.parse("s3://" + S3Server.BUCKET + "/lake"),
            isReadOnly,
            Optional.of(server.http.address()),
            Optional.of("us-east-1"),
            Optional.empty(),
            false,
            Duration.ofSeconds(5));
    return new Stores(
        List.of(settings),
        new StoreOpener(
            Map.of("AWS_ENDPOINT_URL", "http://127.0.0.1:1"),
            MemoryBudget.only(MemoryUse.LOG, 16L << 20)));
  }

  private static NamedStore lake(Stores stores) {
    return stores.require(new StoreName("lake"));
  }

  private static CommitResult commit(Revisions revisions) {
    try (Revision base = revisions.open(HEAD)) {
      KeyChange put = new KeyChange.Put(HEAD, revisions.stage(ObjectBody.of(new byte[] {1, 2})));
      return revisions.commit(base, List.of(put));
    }
  }

  @Test
  void objectsChangeByCommitsAndCallsAreCounted() throws Exception {
    try (S3Server server = new S3Server(S3Server.Dialect.NONE);
        Stores stores = stores(server, false)) {
      assertThat(lake(stores).check()).isEqualTo(new CheckResult.Usable());
      assertThat(commit(lake(stores).revisions())).isInstanceOf(CommitResult.Committed.class);
      assertThat(lake(stores).store().find(HEAD).orElseThrow().size()).isEqualTo(2);
      assertThat(lake(stores).statistics().calls().get(Operation.PUT).ended()).isEqualTo(2);
      try (Stores readers = stores(server, true)) {
        assertThat(lake(readers).store().load(HEAD, 10).orElseThrow().bytes()).hasSize(2);
        assertThatThrownBy(() -> commit(lake(readers).revisions()))
            .hasMessageContaining("only read");
      }
    }
  }

  @Test
  void aStoreWithoutAtomicConditionsSaysSoAndIsNotWritten() throws Exception {
    try (S3Server server = new S3Server(S3Server.Dialect.IGNORES_CONDITIONS);
        Stores stores = stores(server, false)) {
      String finding = "An object that was to be created replaced one that was there.";
      assertThat(lake(stores).check())
          .isInstanceOfSatisfying(
              CheckResult.Usable.class, usable -> assertThat(usable.findings()).contains(finding));
      assertThatThrownBy(() -> commit(lake(stores).revisions()))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining(finding);
      StoreKey plain = new StoreKey("plain");
      assertThatThrownBy(
              () -> lake(stores).store().put(plain, ObjectBody.of(new byte[1]), Condition.ALWAYS))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining(finding);
      assertThat(lake(stores).store().find(HEAD)).isEmpty();
    }
  }
}
