package io.hypertile.config;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says why a start was refused, and what to do. */
public final class RefusedStartAnalyzer extends AbstractFailureAnalyzer<RefusedStartException> {
  @Override
  protected FailureAnalysis analyze(Throwable root, RefusedStartException cause) {
    return new FailureAnalysis(cause.getMessage(), cause.advice(), cause);
  }
}
