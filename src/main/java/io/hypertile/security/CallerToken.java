package io.hypertile.security;

import java.util.List;
import org.springframework.security.authentication.AbstractAuthenticationToken;

/** A caller as the framework takes it. */
public final class CallerToken extends AbstractAuthenticationToken {
  private final transient Caller caller;

  /** A caller whose credentials have been checked. */
  public CallerToken(Caller caller) {
    super(List.of());
    this.caller = caller;
    setAuthenticated(true);
  }

  Caller caller() {
    return caller;
  }

  @Override
  public Object getCredentials() {
    return "";
  }

  @Override
  public Object getPrincipal() {
    return caller.name();
  }
}
