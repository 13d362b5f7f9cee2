package io.hypertile.config.access;

/**
 * The server would be open to everybody who can reach it, and nobody has said that it should be.
 */
final class UnprotectedServerException extends RuntimeException {
  UnprotectedServerException(String address) {
    super("without credentials the server does not listen on " + address);
  }
}
