package io.hypertile.config;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says why the storage cannot be opened at start, without the stack. */
final class StorageFailureAnalyzer extends AbstractFailureAnalyzer<ServiceException> {
  @Override
  protected @Nullable FailureAnalysis analyze(Throwable root, ServiceException cause) {
    if (cause.code() != ErrorCode.STORAGE_UNAVAILABLE) {
      return null;
    }
    if (cause.getCause() instanceof IOException failure) {
      return new FailureAnalysis(
          "The storage cannot be opened: "
              + StorageRoot.reason(failure)
              + " ("
              + cause.members().getOrDefault("file", StorageRoot.SETTING)
              + ").",
          "See to it that this user may read and write everything in the directory, and that its"
              + " disk is there and not full; or give another directory in "
              + StorageRoot.SETTING
              + ".",
          cause);
    }
    return new FailureAnalysis(
        cause.detail(),
        "hypertile.storage.root sets where the storage is, and hypertile.storage.shared whether Deker"
            + " processes work on it at the same time.",
        cause);
  }
}
