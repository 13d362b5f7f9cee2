package io.hypertile.config.access;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says how to protect the server, or how to open it. */
final class UnprotectedServerAnalyzer extends AbstractFailureAnalyzer<UnprotectedServerException> {
  @Override
  protected FailureAnalysis analyze(Throwable root, UnprotectedServerException cause) {
    return new FailureAnalysis(
        "No credentials are configured, and " + cause.getMessage() + ".",
        """
        Do one of these:
          - make a key with: java -jar hypertile.jar --hypertile.make-key
            and put what it prints under hypertile.security.api-keys;
          - take tokens of an identity provider: spring.security.oauth2.resourceserver.jwt.issuer-uri;
          - listen on loopback only: server.address=127.0.0.1, and management.server.address=127.0.0.1
            if /actuator has a port of its own;
          - let everybody do everything: hypertile.security.open=true.\
        """,
        cause);
  }
}
