package io.hypertile.quota.web;

import io.hypertile.quota.Charge;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.IOException;
import java.nio.ByteBuffer;

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

  private static final class Input extends ServletInputStream {
    private final ServletInputStream body;
    private final Charge charge;

    Input(ServletInputStream body, Charge charge) {
      this.body = body;
      this.charge = charge;
    }

    private int counted(int read) {
      charge.bytes(Math.max(0, read));
      return read;
    }

    @Override
    public int read() throws IOException {
      int read = body.read();
      counted(read < 0 ? read : 1);
      return read;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      return counted(body.read(target, offset, length));
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
      return counted(body.read(target));
    }

    @Override
    public boolean isFinished() {
      return body.isFinished();
    }

    @Override
    public boolean isReady() {
      return body.isReady();
    }

    @Override
    public void setReadListener(ReadListener listener) {
      body.setReadListener(listener);
    }

    @Override
    public int available() throws IOException {
      return body.available();
    }

    @Override
    public void close() throws IOException {
      body.close();
    }
  }
}
