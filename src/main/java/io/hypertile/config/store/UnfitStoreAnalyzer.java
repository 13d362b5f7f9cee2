package io.hypertile.config.store;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says which setting of a store is not taken, and what to give. */
final class UnfitStoreAnalyzer extends AbstractFailureAnalyzer<UnfitStoreException> {
  @Override
  protected FailureAnalysis analyze(Throwable root, UnfitStoreException cause) {
    return new FailureAnalysis(cause.getMessage(), cause.advice(), cause);
  }
}
