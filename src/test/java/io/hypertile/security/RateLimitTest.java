package io.hypertile.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.route.Routes;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class RateLimitTest {
  private final AtomicLong now = new AtomicLong();
  private final ClientLimits limits = new ClientLimits(2, 3, 10, now::get);
  private final RateLimit limit = new RateLimit(limits, new Routes(List.of()));

  @Test
  void clientsHaveABurstInEachCycle() {
    for (int n = 0; n < 3; n++) {
      assertThat(limits.take("a")).isZero();
    }
    assertThat(limits.take("a")).isEqualTo(1_500_000_000L);
    assertThat(limits.take("b")).isZero();
    now.addAndGet(500_000_000L);
    assertThat(limits.take("a")).isEqualTo(1_000_000_000L);
    now.addAndGet(1_000_000_000L);
    for (int n = 0; n < 3; n++) {
      assertThat(limits.take("a")).isZero();
    }
    assertThat(limits.take("a")).isPositive();
  }

  @Test
  void requestsOfEarlierCyclesAreNotSavedUp() {
    assertThat(limits.take("a")).isZero();
    now.addAndGet(3600_000_000_000L);
    for (int n = 0; n < 3; n++) {
      assertThat(limits.take("a")).isZero();
    }
    assertThat(limits.take("a")).isPositive();
  }

  @Test
  void idleClientsAreForgottenFirst() {
    for (int n = 0; n < 9; n++) {
      limits.take("idle " + n);
    }
    now.addAndGet(1_500_000_000L);
    for (int n = 0; n < 3; n++) {
      limits.take("busy");
    }
    limits.take("new");
    assertThat(limits.clients()).isEqualTo(2);
    assertThat(limits.take("busy")).isPositive();
  }

  @Test
  void clientsWithoutEndAreNotRemembered() {
    for (int n = 0; n < 1000; n++) {
      assertThat(limits.take("client " + n)).isZero();
      assertThat(limits.clients()).isLessThanOrEqualTo(10);
    }
  }

  @Test
  void refusalsSayWhenToContinue() throws Exception {
    MockHttpServletResponse response = new MockHttpServletResponse();
    for (int n = 0; n < 4; n++) {
      response = new MockHttpServletResponse();
      limit.doFilter(new MockHttpServletRequest(), response, new MockFilterChain());
    }
    assertThat(response.getStatus()).isEqualTo(429);
    assertThat(response.getHeader("Retry-After")).isEqualTo("2");
    assertThat(response.getHeader("RateLimit-Remaining")).isEqualTo("0");
    assertThat(response.getHeader("RateLimit-Reset")).isEqualTo("2");
    assertThat(response.getHeader("RateLimit-Limit")).isEqualTo("3");
    assertThat(response.getContentAsString()).contains("too-many-requests");
    MockHttpServletRequest named = new MockHttpServletRequest();
    new Caller("x", java.util.List.of()).attach(named);
    MockHttpServletResponse other = new MockHttpServletResponse();
    limit.doFilter(named, other, new MockFilterChain());
    assertThat(other.getStatus()).isEqualTo(200);
  }
}
