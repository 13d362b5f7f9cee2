package io.hypertile.quota.web;

import io.hypertile.http.CountedInput;
import io.hypertile.quota.Charge;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.IOException;

/** A request whose body was not announced, and is charged as it comes. For one thread. */
final class ChargedBody extends HttpServletRequestWrapper {
  private final Charge charge;

  ChargedBody(HttpServletRequest request, Charge charge) {
    super(request);
    this.charge = charge;
  }

  @Override
  public ServletInputStream getInputStream() throws IOException {
    return new Input(super.getInputStream(), charge);
  }

  private static final class Input extends CountedInput {
    private final Charge charge;

    Input(ServletInputStream body, Charge charge) {
      super(body);
      this.charge = charge;
    }

    @Override
    protected void count(int read, long nanos) {
      charge.bytes(Math.max(0, read));
    }
  }
}
