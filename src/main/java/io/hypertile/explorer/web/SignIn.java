package io.hypertile.explorer.web;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * Sign-in that the explorer offers. Thread-safe.
 *
 * @param client the server's client at a provider of identities; empty if callers bring keys or
 *     tokens of their own
 */
public record SignIn(Optional<Client> client) {
  /**
   * A public client of a provider of identities.
   *
   * @param issuer the provider as its tokens name it, an address of HTTP or HTTPS with a host name
   * @param id the client as the provider knows it
   * @param scopes what a token is asked for
   */
  public record Client(String issuer, String id, List<String> scopes) {
    /** Copies of the scopes, so that nobody changes them. */
    public Client {
      scopes = List.copyOf(scopes);
    }

    /** Scheme, host and port of the provider, as policies of pages name them. */
    String origin() {
      URI address = URI.create(issuer);
      return address.getScheme() + "://" + address.getRawAuthority();
    }
  }
}
