package io.hypertile.config;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says why the directory of the storage cannot be used, and what to do. */
final class UnusableRootAnalyzer extends AbstractFailureAnalyzer<UnusableRootException> {
  @Override
  protected FailureAnalysis analyze(Throwable root, UnusableRootException cause) {
    return new FailureAnalysis(cause.getMessage(), cause.advice(), cause);
  }
}
