package io.hypertile.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.engine.StorageHealth;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/** The server's health follows the storage's, whichever storage it is. */
class StorageHealthTest {
  private static HealthIndicator indicator(StaticListableBeanFactory beans) {
    return new OperationConfiguration()
        .storageHealthIndicator(beans.getBeanProvider(StorageHealth.class));
  }

  @Test
  void healthWhenTheStorageTakesNoMoreChangesIsDown() {
    AtomicReference<Optional<Throwable>> failure = new AtomicReference<>(Optional.empty());
    StaticListableBeanFactory beans = new StaticListableBeanFactory();
    beans.addBean("storage", (StorageHealth) failure::get);
    HealthIndicator indicator = indicator(beans);
    assertThat(indicator.health().getStatus()).isEqualTo(Status.UP);
    failure.set(Optional.of(new IOException("no force")));
    assertThat(indicator.health().getStatus()).isEqualTo(Status.DOWN);
    assertThat(indicator.health().getDetails())
        .containsEntry("log", "takes no more changes; restart the server");
  }

  @Test
  void healthWhenTheStorageTellsNothingIsUp() {
    assertThat(indicator(new StaticListableBeanFactory()).health().getStatus())
        .isEqualTo(Status.UP);
  }
}
