package io.hypertile.config;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says why the storage cannot be opened at start, without the stack. */
final class StorageFailureAnalyzer extends AbstractFailureAnalyzer<ServiceException> {
  @Override
  protected @Nullable FailureAnalysis analyze(Throwable root, ServiceException cause) {
    return cause.code() == ErrorCode.STORAGE_UNAVAILABLE
        ? new FailureAnalysis(
            cause.detail(),
            "Do what the description says; hypertile.storage.root and hypertile.storage.shared set"
                + " where the storage is and who works on it.",
            cause)
        : null;
  }
}
