package io.hypertile.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class RateLimitTest {
  private final AtomicLong now = new AtomicLong();
  private final RateLimit limit = new RateLimit(2, 3, now::get);

  @Test
  void clientsHaveABurstAndThenTheRate() {
    for (int n = 0; n < 3; n++) {
      assertThat(limit.take("a")).isZero();
    }
    assertThat(limit.take("a")).isEqualTo(1);
    assertThat(limit.take("b")).isZero();
    now.addAndGet(250_000_000L);
    assertThat(limit.take("a")).isEqualTo(0.5);
    now.addAndGet(250_000_000L);
    assertThat(limit.take("a")).isZero();
    assertThat(limit.take("a")).isPositive();
    now.addAndGet(60_000_000_000L);
    for (int n = 0; n < 3; n++) {
      assertThat(limit.take("a")).isZero();
    }
    assertThat(limit.take("a")).isPositive();
  }

  @Test
  void refusalsSayWhenToGoOn() throws Exception {
    MockHttpServletResponse response = new MockHttpServletResponse();
    for (int n = 0; n < 4; n++) {
      response = new MockHttpServletResponse();
      limit.doFilter(new MockHttpServletRequest(), response, new MockFilterChain());
    }
    assertThat(response.getStatus()).isEqualTo(429);
    assertThat(response.getHeader("Retry-After")).isEqualTo("1");
    assertThat(response.getHeader("RateLimit-Remaining")).isEqualTo("0");
    assertThat(response.getHeader("RateLimit-Reset")).isEqualTo("1");
    assertThat(response.getHeader("RateLimit-Limit")).matches("[1-9][0-9]*");
    assertThat(response.getContentAsString()).contains("too-many-requests");
    MockHttpServletRequest named = new MockHttpServletRequest();
    new Caller("x", java.util.List.of()).attach(named);
    MockHttpServletResponse other = new MockHttpServletResponse();
    limit.doFilter(named, other, new MockFilterChain());
    assertThat(other.getStatus()).isEqualTo(200);
  }
}
