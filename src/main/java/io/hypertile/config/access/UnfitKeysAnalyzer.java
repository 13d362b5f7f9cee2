package io.hypertile.config.access;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says why keys or files of certificates cannot be used, and what to give. */
final class UnfitKeysAnalyzer extends AbstractFailureAnalyzer<UnfitKeysException> {
  @Override
  protected FailureAnalysis analyze(Throwable root, UnfitKeysException cause) {
    return new FailureAnalysis(cause.getMessage(), cause.remedy(), cause);
  }
}
