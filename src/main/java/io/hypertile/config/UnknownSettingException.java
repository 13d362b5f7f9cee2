package io.hypertile.config;

import java.util.List;

/** Settings are given that the server does not have. */
final class UnknownSettingException extends RuntimeException {
  private final List<String> advice;

  /**
   * Names them.
   *
   * @param unknown the names, each with where it was given
   * @param advice what to write instead, a line for each
   */
  UnknownSettingException(List<String> unknown, List<String> advice) {
    super("There is no setting " + String.join(" and no ", unknown));
    this.advice = List.copyOf(advice);
  }

  /** Advice on the settings to write instead, a line for each. */
  List<String> advice() {
    return advice;
  }
}
