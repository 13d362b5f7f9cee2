package io.hypertile.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.route.Routes;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class RateLimitTest {
  private final AtomicLong now = new AtomicLong();
  private final ClientLimits limits = new ClientLimits(2, 3, 10, now::get);
  private final RateLimit limit = new RateLimit(new Rate(2, 3), new Routes(List.of()), now::get);

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

  private int status(Caller caller) throws Exception {
    MockHttpServletRequest request = new MockHttpServletRequest();
    caller.attach(request);
    MockHttpServletResponse response = new MockHttpServletResponse();
    limit.doFilter(request, response, new MockFilterChain());
    return response.getStatus();
  }

  @Test
  void callersMayHaveARateOfTheirOwn() throws Exception {
    Caller slow = new Caller("slow", List.of(), Optional.of(new Rate(0.5, 1)));
    Caller free = new Caller("free", List.of(), Optional.of(new Rate(0, 1)));
    Caller other = new Caller("other", List.of());
    assertThat(status(slow)).isEqualTo(200);
    assertThat(status(slow)).isEqualTo(429);
    for (int n = 0; n < 3; n++) {
      assertThat(status(other)).isEqualTo(200);
    }
    assertThat(status(other)).isEqualTo(429);
    for (int n = 0; n < 100; n++) {
      assertThat(status(free)).isEqualTo(200);
    }
    now.addAndGet(1_500_000_000L);
    assertThat(status(other)).isEqualTo(200);
    assertThat(status(slow)).isEqualTo(429);
    now.addAndGet(500_000_000L);
    assertThat(status(slow)).isEqualTo(200);
  }

  @Test
  void rateOfOneCallerCountsWhereOthersHaveNone() throws Exception {
    RateLimit none = new RateLimit(new Rate(0, 50), new Routes(List.of()), now::get);
    for (int n = 0; n < 200; n++) {
      MockHttpServletResponse response = new MockHttpServletResponse();
      none.doFilter(new MockHttpServletRequest(), response, new MockFilterChain());
      assertThat(response.getStatus()).isEqualTo(200);
    }
    MockHttpServletResponse response = new MockHttpServletResponse();
    for (int n = 0; n < 3; n++) {
      MockHttpServletRequest request = new MockHttpServletRequest();
      new Caller("slow", List.of(), Optional.of(new Rate(1, 2))).attach(request);
      response = new MockHttpServletResponse();
      none.doFilter(request, response, new MockFilterChain());
    }
    assertThat(response.getStatus()).isEqualTo(429);
    assertThat(response.getHeader("RateLimit-Limit")).isEqualTo("2");
  }
}
