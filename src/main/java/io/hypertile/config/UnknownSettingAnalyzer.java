package io.hypertile.config;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says which settings there are instead of those that were given. */
final class UnknownSettingAnalyzer extends AbstractFailureAnalyzer<UnknownSettingException> {
  @Override
  protected FailureAnalysis analyze(Throwable root, UnknownSettingException cause) {
    return new FailureAnalysis(
        cause.getMessage() + ".",
        String.join("\n", cause.advice()) + "\nAll settings are listed by --help.",
        cause);
  }
}
